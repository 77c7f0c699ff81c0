using System.CommandLine;
using Governance.Cli.Http;

namespace Governance.Cli.Shared;

/// <summary>The options of every command that talks to a portal.</summary>
internal sealed class PortalOptions
{
    private readonly Option<string> _server = CommonOptions.Server();
    private readonly Option<string> _keyFile = CommonOptions.ApiKeyFile();

    public PortalOptions(Command command)
    {
        command.Add(_server);
        command.Add(_keyFile);
    }

    /// <summary>Whether a portal was named at all, for commands that work without one.</summary>
    public bool IsNamed(CliHost host, ParseResult parse) =>
        !string.IsNullOrWhiteSpace(parse.GetValue(_server)) || !string.IsNullOrWhiteSpace(host.Environment("GOVERNANCE_SERVER"));

    /// <summary>The portal that is named.</summary>
    /// <param name="host">Where the program runs.</param>
    /// <param name="parse">What was typed.</param>
    /// <param name="ct">Cancels reading the key.</param>
    /// <param name="timeout">How long one answer may take; null for the usual time.</param>
    public Task<PortalClient> OpenAsync(CliHost host, ParseResult parse, CancellationToken ct, TimeSpan? timeout = null) =>
        PortalConnection.OpenAsync(host, parse, _server, _keyFile, ct, timeout);
}
