using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Keeps addresses and secrets of destinations so that a copy of the database alone gives none of them away.</summary>
public sealed class DestinationSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("governance.integrations.v1");

    /// <summary>Protects a text.</summary>
    public string Protect(string text) => _protector.Protect(text);

    /// <summary>The text; null when its key is gone.</summary>
    public string? Open(string text)
    {
        try
        {
            return _protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
