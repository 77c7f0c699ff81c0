using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Configuration;

/// <summary>How the server ends.</summary>
public sealed class ShutdownOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Shutdown";

    /// <summary>
    /// Seconds for which the server goes on answering after SIGTERM while it says that it is not ready; 0: it ends at once.
    /// </summary>
    [Range(0, 120)]
    public int DrainSeconds { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
