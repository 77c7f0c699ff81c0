using System.ComponentModel.DataAnnotations;
using Governance.Reporting.Keys;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.AuditLog;

/// <summary>The audit log: its name, its key, how often it is verified.</summary>
public sealed class AuditOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Audit";

    /// <summary>
    /// Name of the log in its checkpoints; <c>governance/</c> and the installation's id when empty. Fixed with the first start.
    /// </summary>
    public string Origin { get; set; } = "";

    /// <summary>
    /// File with the log's key (ECDSA P-256, PKCS#8); <c>log-key.pem</c> in the key folder, made when missing, when empty.
    /// </summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The log's key in a token or behind a program instead: <c>pkcs11:…</c> (RFC 7512) or <c>command:…</c>.</summary>
    public string Signer { get; set; } = "";

    /// <summary>
    /// The key that <c>audit rotate-key</c> changes to, in the same form; it signs from then on, until <see cref="Signer"/> names it.
    /// </summary>
    public string NextSigner { get; set; } = "";

    /// <summary>Longest wait for one signature of a signer, in seconds.</summary>
    [Range(1, 60)]
    public int SignerSeconds { get; set; } = 5;

    /// <summary>Minutes between two verifications of the whole log; one more runs after every start.</summary>
    [Range(1, 7 * 24 * 60)]
    public int SelfCheckMinutes { get; set; } = 60;
}

[OptionsValidator]
public sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;

/// <summary>The address of a signer can be read before it is used, and only one thing says where the key lies.</summary>
public sealed class LogSignerValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        if (options.Signer.Length > 0 && options.KeyFile.Length > 0)
        {
            return ValidateOptionsResult.Fail(
                "Audit__Signer and Audit__KeyFile are both set, but the log's key can be kept in only one place. Remove one of them."
            );
        }

        try
        {
            foreach (var (setting, address) in new[] { ("Audit__Signer", options.Signer), ("Audit__NextSigner", options.NextSigner) })
            {
                _ = address.Length == 0 ? null : SignerAddress.Parse(setting, address);
            }

            return ValidateOptionsResult.Success;
        }
        catch (FormatException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}

/// <summary>A name that cannot stand in a signed note is no name of a log.</summary>
public sealed class AuditOriginValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options) =>
        options.Origin.Length == 0 || NoteKey.IsName(options.Origin)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                "Audit__Origin must have at most 255 characters, and no space, plus sign or unprintable character."
            );
}
