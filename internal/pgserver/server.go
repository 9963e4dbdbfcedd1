//go:build unix

package pgserver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Server is a PostgreSQL of the tests' own: it listens on loopback only, and is gone with the process of the tests,
// however that ends.
type Server struct {
	bin, dir string
	port     int
	password string
	as       *syscall.Credential // PostgreSQL does not run as root
	guard    *exec.Cmd
	stop     func(how syscall.Signal)
	alive    io.Closer // what tells the guard that the tests are over
}

// New makes a database in a directory for temporary files and starts it, with PostgreSQL's own defaults: above
// all, what is committed is on the disk.
func New(ctx context.Context) (s *Server, err error) {
	s = &Server{password: rand.Text(), stop: func(syscall.Signal) {}}
	if s.bin, err = programs(); err != nil {
		return nil, err
	}
	if err := s.makeDir(); err != nil {
		return nil, err
	}
	if err := s.startGuard(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	password := filepath.Join(s.dir, "password")
	if err := os.WriteFile(password, []byte(s.password), 0o644); err != nil { // in a directory that nobody else reads
		return nil, err
	}
	err = s.run(ctx, "initdb", "-D", s.data(), "-U", "commis", "--pwfile", password, "--auth=scram-sha-256",
		"--encoding=UTF8", "--locale=C", "--no-sync")
	if err != nil {
		return nil, err
	}
	for range 5 { // somebody else may take the port
		if s.port, err = freePort(); err != nil {
			return nil, err
		}
		if err = s.Start(ctx); err == nil {
			return s, nil
		}
	}
	return nil, err
}

// programs finds the directory of PostgreSQL's programs.
func programs() (string, error) {
	path, err := exec.LookPath("initdb")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
		if len(found) == 0 {
			return "", errors.New("these tests need PostgreSQL's initdb: install it, as with 'apt-get install postgresql'")
		}
		path = found[len(found)-1]
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

// makeDir makes a directory that belongs to who runs the server: root gives way to another user.
func (s *Server) makeDir() (err error) {
	parent := os.TempDir()
	if os.Getuid() == 0 && !open(parent) {
		parent = "/tmp"
	}
	if s.dir, err = os.MkdirTemp(parent, "commis-postgres-"); err != nil || os.Getuid() != 0 {
		return err
	}
	other, err := user.Lookup("postgres")
	if err != nil {
		if other, err = user.Lookup("nobody"); err != nil {
			return err
		}
	}
	uid, _ := strconv.ParseUint(other.Uid, 10, 32)
	gid, _ := strconv.ParseUint(other.Gid, 10, 32)
	s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, int(uid), int(gid))
}

// open reports whether everybody may reach what is in the directory.
func open(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.Mode()&1 != 0 && (dir == filepath.Dir(dir) || open(filepath.Dir(dir)))
}

// startGuard starts a process that waits for the end of this one, and then clears away.
func (s *Server) startGuard() (err error) {
	s.guard = exec.Command("sh", "-c", `read -r _; "$0" stop -s -m fast -D "$1/data" 2>/dev/null; rm -rf "$1"`,
		filepath.Join(s.bin, "pg_ctl"), s.dir)
	s.guard.Dir = "/"
	s.guard.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true} // a signal from a terminal passes it by
	if s.alive, err = s.guard.StdinPipe(); err != nil {
		return err
	}
	return s.guard.Start()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Start runs the server, and returns when it answers.
func (s *Server) Start(ctx context.Context) error {
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.data(), "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200")
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	s.stop = func(how syscall.Signal) {
		_ = cmd.Process.Signal(how)
		<-ended
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := s.run(ctx, "pg_isready", "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port))
		if err == nil {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
			continue
		case <-ended:
		case <-ctx.Done():
		}
		s.stop(syscall.SIGQUIT)
		said, _ := os.ReadFile(log.Name())
		return fmt.Errorf("%w\n%s", err, said)
	}
}

// Stop ends the server: by SIGINT in peace, by SIGQUIT as a crash does.
func (s *Server) Stop(how syscall.Signal) { s.stop(how) }

// Dir is the server's directory for temporary files.
func (s *Server) Dir() string { return s.dir }

// Close stops the server and removes all of it.
func (s *Server) Close() error {
	s.stop(syscall.SIGINT)
	return errors.Join(s.alive.Close(), s.guard.Wait())
}

// run runs one of PostgreSQL's programs to its end.
func (s *Server) run(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, said)
	}
	return nil
}

// URL names a schema of the server, which need not exist, for a driver. The application is named like the schema.
func (s *Server) URL(schema string) string {
	return fmt.Sprintf("postgres://commis:%s@127.0.0.1:%d/postgres?sslmode=disable&search_path=%[3]s&application_name=%[3]s", s.password, s.port, schema)
}

// freePort returns a port of loopback on which nobody listens.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
