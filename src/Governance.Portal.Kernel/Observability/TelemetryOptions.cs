using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Observability;

/// <summary>Where the portal's metrics can be read.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>Port of <c>/metrics</c>, one of its own; empty: there is none. 0 takes any free port, which the log names.</summary>
    [Range(0, 65_535)]
    public int? MetricsPort { get; set; }

    /// <summary>The address that port is opened at. It has neither TLS nor sign-in: loopback, or an address of a closed network.</summary>
    public string MetricsAddress { get; set; } = "127.0.0.1";

    /// <summary>Seconds between two looks at queues, checkpoints and disks.</summary>
    [Range(1, 3_600)]
    public int StateSeconds { get; set; } = 15;
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;

/// <summary>An address that is none stops the start.</summary>
internal sealed class MetricsAddressValidator : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) =>
        IPAddress.TryParse(options.MetricsAddress, out _)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Telemetry__MetricsAddress is not an IP address such as 127.0.0.1.");
}
