using System.ComponentModel.DataAnnotations;
using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>Who outside this portal keeps its checkpoints, so that no one inside can rewrite the log unseen.</summary>
public sealed class WatchOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Audit";

    /// <summary>
    /// Where checkpoints are pushed: <c>/folder/file</c> (appended to), <c>https://host/path</c> (posted to), <c>syslog://host:port</c> or
    /// <c>syslogs://host:port</c> (RFC 5424 over TCP or TLS).
    /// </summary>
    public string[] Anchors { get; set; } = [];

    /// <summary>
    /// True: a portal that serves others starts although no anchor and no witness is set. Its log can then be rewritten by anyone who holds
    /// the host.
    /// </summary>
    public bool AllowUnanchored { get; set; }

    /// <summary>True: without an anchor or witness the portal does not start at all, wherever it listens.</summary>
    public bool RequireAnchor { get; set; }

    /// <summary>Seconds between two checkpoints pushed to an anchor while the log grows.</summary>
    [Range(1, 24 * 3600)]
    public int AnchorSeconds { get; set; } = 60;

    /// <summary>New entries after which a checkpoint is pushed at once.</summary>
    [Range(1, 10_000_000)]
    public int AnchorEntries { get; set; } = 10_000;

    /// <summary>
    /// Witnesses that are asked to cosign: address and key, <c>https://witness.example/ witness.example+1234abcd+BA…</c>.
    /// </summary>
    public string[] Witnesses { get; set; } = [];

    /// <summary>Seconds between two checkpoints sent to a witness while the log grows.</summary>
    [Range(1, 24 * 3600)]
    public int WitnessSeconds { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class WatchOptionsValidator : IValidateOptions<WatchOptions>;

/// <summary>An anchor that cannot be understood, or may not be called, stops the start: silence would look like safety.</summary>
internal sealed class WatchTargetsValidator(IOptions<OutboundOptions> outbound) : IValidateOptions<WatchOptions>
{
    public ValidateOptionsResult Validate(string? name, WatchOptions options)
    {
        for (var i = 0; i < options.Anchors.Length; i++)
        {
            if (AnchorTarget.Parse(options.Anchors[i]) is not { } target)
            {
                return ValidateOptionsResult.Fail(
                    $"Audit__Anchors__{i} is not an absolute path, https:// address, syslog://host:port or syslogs://host:port."
                );
            }

            if (target.Address is { } address && outbound.Value.ReachOf(address.IdnHost, address.Port) is null)
            {
                return ValidateOptionsResult.Fail(
                    $"Audit__Anchors__{i}: the host {address.Host} is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts."
                );
            }
        }

        for (var i = 0; i < options.Witnesses.Length; i++)
        {
            if (WitnessTarget.Parse(options.Witnesses[i]) is not { } target)
            {
                return ValidateOptionsResult.Fail(
                    $"Audit__Witnesses__{i} must consist of an address, a space and the witness's key (name+id+base64, type 04)."
                );
            }

            if (outbound.Value.ReachOf(target.Address.IdnHost, target.Address.Port) is null)
            {
                return ValidateOptionsResult.Fail(
                    $"Audit__Witnesses__{i}: the host {target.Address.Host} is neither in Outbound__AllowedHosts nor in "
                        + $"Outbound__PrivateHosts."
                );
            }
        }

        return ValidateOptionsResult.Success;
    }
}
