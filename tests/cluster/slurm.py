"""A private Slurm of one node on loopback: no systemd, no cgroups, nothing in /etc, and it ends with the process that began it.

It needs the programs of the packages slurm-wlm and munge. All that it writes lies in one folder.
"""
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

CONFIGURATION = """\
ClusterName=roi2nwb
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CryptoType=crypto/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0
MinJobAge=300
KillWait=5
ReturnToService=2
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=60 DefMemPerCPU=512 State=UP OverSubscribe=NO
"""


PR_SET_PDEATHSIG = 1  # prctl: a signal for when the parent ends


def end_with_parent():
    """Have a child asked to end when this process is gone, however that came."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Slurm:
    """A Slurm that is up inside of `with`; env is what its commands need to find it."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []
        self.env = dict(os.environ, SLURM_CONF=f"{folder}/slurm.conf")

    def __enter__(self):
        try:
            self.start()
        except BaseException as fault:
            self.__exit__(type(fault))
            raise
        return self

    def start(self):
        for name in ("munge", "state", "spool", "log"):
            os.makedirs(f"{self.folder}/{name}", mode=0o755)
        key = os.open(f"{self.folder}/munge/key", os.O_CREAT | os.O_WRONLY, 0o600)
        os.write(key, os.urandom(128))
        os.close(key)
        sockets = [socket.socket() for _ in range(2)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in sockets]
        for each in sockets:
            each.close()
        host = socket.gethostname().split(".")[0]
        with open("/proc/meminfo") as f:
            memory = int(f.readline().split()[1]) // 1024 * 8 // 10
        user = subprocess.check_output(["id", "-un"], text=True).strip()
        with open(f"{self.folder}/slurm.conf", "w") as f:
            f.write(CONFIGURATION.format(host=host, ports=ports, user=user, folder=self.folder, cpus=os.cpu_count(), memory=memory))
        munge = f"{self.folder}/munge"
        self.daemon("munged", "-F", "--force", f"--socket={munge}/socket", f"--key-file={munge}/key", f"--log-file={self.folder}/log/munged.log",
                    f"--pid-file={munge}/pid", f"--seed-file={munge}/seed")
        self.wait(lambda: os.path.exists(f"{munge}/socket"), "munged")
        self.daemon("slurmctld", "-D", "-c")
        self.daemon("slurmd", "-D", "-N", host)
        self.wait(lambda: self.run("sinfo", "-h", "-o", "%T", check=False).strip() == "idle", "the node")

    def daemon(self, name, *arguments):
        program = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        if program is None:
            raise SystemExit(f"{name} is not installed: scripts/install-deps.sh cluster")
        with open(f"{self.folder}/log/{name}.out", "w") as log:
            self.daemons.append(subprocess.Popen([program, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.env, preexec_fn=end_with_parent))

    def run(self, *command, check=True):
        """Run a command of Slurm's and return what it says."""
        try:
            done = subprocess.run(command, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            if check:
                raise SystemExit(f"FAIL: {' '.join(command)} took longer than 60 s") from None
            return ""
        if check and done.returncode != 0:
            raise SystemExit(f"FAIL: {' '.join(command)}: exit status {done.returncode}: {done.stderr}")
        return done.stdout

    def wait(self, is_so, what, seconds=120):
        """Wait until something is so, as long as the daemons live."""
        end = time.monotonic() + seconds
        while not is_so():
            ended = [each.args[0] for each in self.daemons if each.poll() is not None]
            if ended:
                raise SystemExit(f"FAIL: {' and '.join(ended)} ended while {what} was waited for")
            if time.monotonic() > end:
                raise SystemExit(f"FAIL: {what} did not come in {seconds} s")
            time.sleep(0.2)

    def logs(self):
        """Return what is in the queue, and the ends of the daemons' logs."""
        text = f"-- squeue\n{self.run('squeue', check=False)}-- sinfo\n{self.run('sinfo', '-R', check=False)}" if len(self.daemons) > 1 else ""
        for name in sorted(os.listdir(f"{self.folder}/log")):
            with open(f"{self.folder}/log/{name}", errors="replace") as f:
                text += f"-- {name}\n{''.join(f.readlines()[-30:])}"
        return text

    def __exit__(self, fault=None, *_):
        if fault is not None:
            print(self.logs(), file=sys.stderr)
        if len(self.daemons) > 1:
            self.run("scancel", "--user", str(os.getuid()), "--quiet", check=False)
            end = time.monotonic() + 30
            while self.run("squeue", "-h", check=False).strip() and time.monotonic() < end:
                time.sleep(0.5)
        for each in reversed(self.daemons):
            each.send_signal(signal.SIGTERM)
        for each in self.daemons:
            try:
                each.wait(10)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
