using System.ComponentModel.DataAnnotations;
using Governance.Reporting.Keys;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Sealing;

/// <summary>Where the key of the seal lies, when it is not in the key folder.</summary>
public sealed class SealOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Seal";

    /// <summary>
    /// The key in a token or behind a program: <c>pkcs11:…</c> (RFC 7512) or <c>command:…</c>; <c>seal.pem</c> in the key folder when
    /// empty.
    /// </summary>
    public string Signer { get; set; } = "";

    /// <summary>File with the certificate of the signer's key, in PEM; one that the key signs itself is made when empty.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>Longest wait for one signature, in seconds.</summary>
    [Range(1, 60)]
    public int SignerSeconds { get; set; } = 5;
}

[OptionsValidator]
public sealed partial class SealOptionsValidator : IValidateOptions<SealOptions>;

/// <summary>The address of a signer can be read before it is used.</summary>
public sealed class SealSignerValidator : IValidateOptions<SealOptions>
{
    public ValidateOptionsResult Validate(string? name, SealOptions options)
    {
        if (options.Signer.Length == 0)
        {
            return options.CertificateFile.Length == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    "Seal__CertificateFile requires Seal__Signer; a seal in the key folder has its certificate beside it."
                );
        }

        try
        {
            _ = SignerAddress.Parse("Seal__Signer", options.Signer);
            return ValidateOptionsResult.Success;
        }
        catch (FormatException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
