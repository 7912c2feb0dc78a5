/** What `cnitool --help` prints. */
export const usage = `cnitool attaches network namespaces to CNI networks by hand, as a container runtime would.

  cnitool add     NETWORK NETNS   attach: print the result; if a plugin fails, undo it all with DEL
  cnitool check   NETWORK NETNS   is the attachment still as add made it?
  cnitool del     NETWORK NETNS   detach; fine if nothing is there
  cnitool gc      NETWORK NETNS[:IFNAME]...
                                  remove what is left of all attachments but these
  cnitool repair  NETWORK         put back what attachments that are there have lost, as by a
                                  flush of the packet filter; chained plugins do ADD again
  cnitool status  NETWORK         could the network serve an add?
  cnitool version [NETWORK]       versions of this tool and of the network's plugins

NETWORK is the name of a network configured in the configuration folder, or the path of
its file (with a slash). NETNS is a path; or a name, which means the file of that name in
the working directory if there is one, else /var/run/netns/NAME.

  -i, --ifname NAME        interface in the container        [$CNI_IFNAME, else eth0]
      --container-id ID    default: made from NETNS, the same for the same path
      --conf-dir DIR       configuration folder              [$NETCONFPATH, else /etc/cni/net.d]
      --plugin-dir DIR     folder of plugins; may be repeated
                           [$CNI_PATH, else the folder of this executable, then /opt/cni/bin]
      --cache-dir DIR      what add remembers for del        [/var/lib/cni]
      --valid ID:IFNAME    gc: an attachment that still exists; may be repeated
      --none-valid         gc: no attachment exists any more, remove everything
      --timeout SECONDS    for each plugin                   [120]
      --json               print errors as the specification's error object on stdout

CNI_ARGS ("K=V;K=V") goes to the plugins as it is. CAP_ARGS is a JSON object of capability
arguments, like {"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"tcp"}]}.
check and del fall back on what add was given.

Exit status: 0, or 1 with one line on stderr that says why, and more below it if there is more.

  ip netns add blue
  cnitool add mynet blue
  ip -n blue address
  cnitool del mynet blue
`;
