using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>Whom this portal may call, and for how long. Nothing else is ever called, no matter who named the address.</summary>
public sealed class OutboundOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Outbound";

    /// <summary>
    /// Hosts that may be called at public addresses, by HTTPS: <c>hooks.example.com</c>, <c>siem.example.com:6514</c>,
    /// <c>*.example.com</c>.
    /// </summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Hosts that may also stand at private and loopback addresses, and be called by HTTP: those of the own network.</summary>
    public string[] PrivateHosts { get; set; } = [];

    /// <summary>
    /// Addresses at which this machine's own keys are handed out (<c>169.254.169.254</c>): they may be asked for the keys of a bucket, and
    /// for nothing else. Empty: nothing is asked there.
    /// </summary>
    public string[] MetadataHosts { get; set; } = [];

    /// <summary>Seconds for one call, connection and answer together.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>Longest answer that is read, in bytes.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 1024 * 1024;

    /// <summary>How a host may be called; null when it may not.</summary>
    public OutboundReach? ReachOf(string host, int port) =>
        PrivateHosts.Any(h => Names(h, host, port)) ? OutboundReach.Anywhere
        : AllowedHosts.Any(h => Names(h, host, port)) ? OutboundReach.PublicOnly
        : null;

    /// <summary>Whether a host may be asked for this machine's own keys.</summary>
    public bool IsMetadata(string host, int port) => MetadataHosts.Any(h => Names(h, host, port));

    private static bool Names(string entry, string host, int port)
    {
        var name = entry.Trim();
        var colon = name.LastIndexOf(':');
        var isAddress = name.IndexOf(':', StringComparison.Ordinal) != colon && !name.StartsWith('['); // IPv6 without brackets has no port
        if (
            !isAddress
            && colon > name.LastIndexOf(']')
            && int.TryParse(
                name.AsSpan(colon + 1),
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var only
            )
        )
        {
            if (only != port)
            {
                return false;
            }

            name = name[..colon];
        }

        return name.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length > name.Length - 1 && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(name.Trim('[', ']'), host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
    }
}

[OptionsValidator]
internal sealed partial class OutboundOptionsValidator : IValidateOptions<OutboundOptions>;

/// <summary>A list of hosts that says "everything" is none.</summary>
internal sealed class OutboundHostsValidator : IValidateOptions<OutboundOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboundOptions options)
    {
        foreach (
            var (key, hosts) in new[] { ("Outbound__AllowedHosts", options.AllowedHosts), ("Outbound__PrivateHosts", options.PrivateHosts) }
        )
        {
            var wrong = hosts.FirstOrDefault(h =>
                h.Trim() is var host
                && (
                    host.Length == 0
                    || host.Contains("//", StringComparison.Ordinal)
                    || host.IndexOf('*', StringComparison.Ordinal) > 0
                    || (host.StartsWith('*') && !(host.StartsWith("*.", StringComparison.Ordinal) && host.Count(c => c == '.') > 1))
                )
            );
            if (wrong is not null)
            {
                return ValidateOptionsResult.Fail(
                    $"{key}: \"{wrong}\" is not a host. Use a form such as hooks.example.com, hooks.example.com:8443 or *.example.com."
                );
            }
        }

        return options.MetadataHosts.FirstOrDefault(h => !AddressGuard.IsMetadata(h.Trim())) is { } other
            ? ValidateOptionsResult.Fail(
                $"Outbound__MetadataHosts: \"{other}\" is not an address at which a machine's own keys are handed out. Use "
                    + "169.254.169.254, 169.254.170.2, 169.254.170.23, fd00:ec2::254, fd00:ec2::23 "
                    + "or one of this machine, such as 127.0.0.1:9911."
            )
            : ValidateOptionsResult.Success;
    }
}

/// <summary>At which addresses a host may stand.</summary>
public enum OutboundReach
{
    PublicOnly,
    Anywhere,
}

/// <summary>A call that was not made, or had no answer; the message holds no secret of the address.</summary>
public sealed class OutboundException(string message, Exception? inner = null) : Exception(message, inner);
