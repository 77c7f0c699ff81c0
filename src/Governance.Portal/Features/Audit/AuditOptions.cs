using System.ComponentModel.DataAnnotations;
using Governance.Domain.Audit;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Features.Audit;

/// <summary>The audit log: its name, its key, how often it is verified.</summary>
public sealed class AuditOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Audit";

    /// <summary>Name of the log in its checkpoints; <c>governance/</c> and the installation's id when empty. Fixed with the first start.</summary>
    public string Origin { get; set; } = "";

    /// <summary>File with the log's key (ECDSA P-256, PKCS#8); <c>log-key.pem</c> in the key folder, made when missing, when empty.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Minutes between two verifications of the whole log; one more runs after every start.</summary>
    [Range(1, 7 * 24 * 60)]
    public int SelfCheckMinutes { get; set; } = 60;
}

[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;

/// <summary>A name that cannot stand in a signed note is no name of a log.</summary>
internal sealed class AuditOriginValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options) => options.Origin.Length == 0 || NoteKey.IsName(options.Origin)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("Audit__Origin has no space, no plus sign, nothing unprintable and at most 255 characters.");
}
