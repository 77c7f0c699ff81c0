using System.CommandLine;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>The options of a guard that asks the portal.</summary>
internal sealed class GuardPortalOptions
{
    // An agent waits for it, and an offline bundle may know what the portal does not say.
    private static readonly TimeSpan s_usualTimeout = TimeSpan.FromSeconds(5);

    private readonly Option<bool> _portal = new("--portal") { Description = "Ask the portal about each call; it records and decides." };
    private readonly Option<string> _agent = CommonOptions.Text("--agent", "With --portal: name of the agent.", "NAME");

    private readonly Option<string> _run = CommonOptions.Text(
        "--run",
        "With --portal: your name for the run, the same for all its guards (default: a new one).",
        "NAME"
    );

    private readonly Option<string> _environment = CommonOptions.Text(
        "--environment",
        "With --portal: environment the agent acts in, if several have a version in production.",
        "NAME"
    );

    private readonly Option<string> _bundle = CommonOptions.Text(
        "--offline-bundle",
        "With --portal: signed bundle that says which tools may be used while the portal is unreachable (default: none).",
        "FILE"
    );

    private readonly Option<string> _timeout = CommonOptions.Timeout(
        "With --portal: how long to wait for the portal's answer; a second attempt may take as long again (default: 5s)."
    );

    private readonly Option<string[]> _keys = CommonOptions.Many(
        "--bundle-key",
        "Public P-256 key (PEM) that is trusted to sign the bundle; repeatable.",
        "FILE"
    );

    private readonly Option<string> _state = CommonOptions.Text(
        "--bundle-state",
        "With --offline-bundle: file in which the guard keeps which bundle is the newest (default: the bundle's file with .seen).",
        "FILE"
    );

    private readonly PortalOptions _server;

    public GuardPortalOptions(Command command)
    {
        foreach (Option option in new Option[] { _portal, _agent, _run, _environment, _timeout, _bundle, _keys, _state })
        {
            command.Add(option);
        }

        _server = new PortalOptions(command);
    }

    /// <summary>The portal to ask, and what counts while it is away; nulls for a guard without a portal.</summary>
    public async Task<(PortalCalls? Portal, OfflineBundle? Offline, OfflineClock? Clock)> OpenAsync(
        CliHost host,
        ParseResult parse,
        AgentManifest manifest,
        bool hasPolicies,
        CancellationToken ct
    )
    {
        if (!parse.GetValue(_portal))
        {
            return
                parse.GetValue(_agent) is null
                && parse.GetValue(_run) is null
                && parse.GetValue(_environment) is null
                && parse.GetValue(_timeout) is null
                && parse.GetValue(_bundle) is null
                ? (null, null, null)
                : throw CliException.Usage("--agent, --run, --environment, --timeout and --offline-bundle require --portal.");
        }

        var agent = parse.GetValue(_agent) ?? throw CliException.Usage("Name the agent with --agent.");
        if (hasPolicies)
        {
            throw CliException.Usage("With --portal, the policies in force there decide; leave out --policy.");
        }

        var sha256 = AgentDigestCommand.Of(manifest);
        OfflineBundle? offline = null;
        OfflineClock? clock = null;
        if (parse.GetValue(_bundle) is { } file)
        {
            var keys = parse.GetValue(_keys) is { Length: > 0 } trusted
                ? trusted
                : throw CliException.Usage("Use --bundle-key to name the key you trust to sign the bundle.");
            offline = await OfflineBundle.ReadAsync(file, await TrustedKeys.ReadAsync(keys, ct), ct);
            if (offline.ManifestSha256 != sha256)
            {
                throw CliException.Usage($"{file} is for a different manifest.");
            }

            clock = await OfflineClock.OpenAsync(host.Clock, file, parse.GetValue(_state), offline, ct);
        }

        var run = parse.GetValue(_run) ?? $"guard-{Guid.CreateVersion7(host.Clock.GetUtcNow()):N}";
        var timeout = parse.GetValue(_timeout) is { } text && Duration.TryParse(text, out var given) ? given : s_usualTimeout;
        var client = await _server.OpenAsync(host, parse, ct, timeout);
        return (new PortalCalls(client, agent, run, parse.GetValue(_environment), sha256), offline, clock);
    }
}
