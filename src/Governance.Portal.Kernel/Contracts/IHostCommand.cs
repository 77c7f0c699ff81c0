using System.CommandLine;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// A command of the portal's executable that runs on the host, beside the server or without it. Features register theirs.
/// </summary>
public interface IHostCommand
{
    /// <summary>Where it hangs: <c>db</c>, <c>admin</c>, <c>demo</c>, <c>policy</c>; empty for a command of its own.</summary>
    string Group { get; }

    /// <summary>
    /// The command with its options; its action gets a prepared portal (services, migrated database unless it asks otherwise).
    /// </summary>
    Command Make(HostCommandRunner runner);
}
