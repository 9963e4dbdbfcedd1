package webhook

// WriteReceiverChain is the value of the header Commis-Cause for a cause.
var WriteReceiverChain = writeChain
