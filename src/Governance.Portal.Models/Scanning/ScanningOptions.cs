using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Scanning;

/// <summary>Who looks at uploads.</summary>
public enum ScannerKind
{
    /// <summary>No one.</summary>
    None,

    /// <summary>ClamAV, by its daemon's own protocol.</summary>
    ClamAv,

    /// <summary>Any scanner that speaks ICAP (RFC 3507).</summary>
    Icap,
}

/// <summary>What becomes of bytes that are not taken.</summary>
public enum FailedScan
{
    /// <summary>They are deleted.</summary>
    Refuse,

    /// <summary>They are kept in the quarantine folder, where nothing is served from, until someone on the host removes them.</summary>
    Quarantine,
}

/// <summary>What becomes of content that is larger than the scanner takes.</summary>
public enum LargeContent
{
    /// <summary>It is refused.</summary>
    Refuse,

    /// <summary>It is taken, and its evidence and log entry say that it was not scanned.</summary>
    Accept,
}

/// <summary>Which methods of ICAP there are for content.</summary>
public enum IcapMethod
{
    /// <summary>Content as the answer of a server.</summary>
    RespMod,

    /// <summary>Content as the request of a client.</summary>
    ReqMod,
}

/// <summary>The scanner of uploads.</summary>
public sealed class ScanningOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Scanning";

    /// <summary>Who looks at uploads.</summary>
    public ScannerKind Kind { get; set; } = ScannerKind.None;

    /// <summary>
    /// Where: <c>unix:/run/clamav/clamd.ctl</c>, <c>tcp://host:3310</c> or <c>icap://host:1344/service</c>. Hosts have to be listed under
    /// Outbound.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>Method of ICAP.</summary>
    public IcapMethod IcapMethod { get; set; } = IcapMethod.RespMod;

    /// <summary>Most bytes that are given to the scanner.</summary>
    [Range(1_024, 1024L * 1024 * 1024 * 1024)]
    public long MaxBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>What becomes of content that is larger.</summary>
    public LargeContent Larger { get; set; } = LargeContent.Refuse;

    /// <summary>
    /// What becomes of bytes in which something was found, or that the scanner did not judge. They are not taken either way.
    /// </summary>
    public FailedScan OnFailure { get; set; } = FailedScan.Refuse;

    /// <summary>Most bytes in the quarantine folder; what comes after is deleted.</summary>
    [Range(0, 1024L * 1024 * 1024 * 1024)]
    public long QuarantineBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>Longest wait for one verdict, in seconds.</summary>
    [Range(1, 3_600)]
    public int TimeoutSeconds { get; set; } = 60;
}

[OptionsValidator]
internal sealed partial class ScanningOptionsValidator : IValidateOptions<ScanningOptions>;

/// <summary>A scanner has an address of its kind.</summary>
internal sealed class ScanningAddressValidator : IValidateOptions<ScanningOptions>
{
    public ValidateOptionsResult Validate(string? name, ScanningOptions options)
    {
        if (options.Kind is ScannerKind.None)
        {
            return ValidateOptionsResult.Success;
        }

        var right =
            options.Kind is ScannerKind.ClamAv
                ? ScannerConnection.SocketPath(options.Address) is not null || ScannerConnection.Host(options.Address, "tcp") is not null
                : ScannerConnection.Host(options.Address, "icap") is not null;
        return right
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Scanning__Address: \"{options.Address}\" is not an address of this scanner. Use an address such as "
                    + (options.Kind is ScannerKind.ClamAv ? "unix:/run/clamav/clamd.ctl or tcp://host:3310." : "icap://host:1344/service.")
            );
    }
}
