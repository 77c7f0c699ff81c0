using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Configuration;

/// <summary>How fast a caller may call.</summary>
public sealed class RateLimitsOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "RateLimits";

    /// <summary>Requests a second of one caller; twice as many may come at once. An excess is a 429 with Retry-After.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 200;
}

[OptionsValidator]
internal sealed partial class RateLimitsOptionsValidator : IValidateOptions<RateLimitsOptions>;
