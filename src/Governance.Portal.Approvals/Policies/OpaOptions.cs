using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Settings of the decision log that OPAs send here, section <c>Opa</c>.</summary>
public sealed class OpaOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Opa";

    /// <summary>Bytes of one decision log when it is unpacked.</summary>
    /// <value>The default value is 16 MiB.</value>
    [Range(1_024, 256 * 1024 * 1024)]
    public int LogBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Days for which a reported decision is kept. The log entry of its batch stays.</summary>
    /// <value>The default value is 365.</value>
    [Range(1, 36_500)]
    public int KeepDays { get; set; } = 365;
}

[OptionsValidator]
internal sealed partial class OpaOptionsValidator : IValidateOptions<OpaOptions>;
