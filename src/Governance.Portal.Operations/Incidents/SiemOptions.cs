using Governance.Domain.Integrations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Incidents;

/// <summary>SIEM and SOAR that may call the portal, section <c>Hooks</c>.</summary>
public sealed class SiemOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Hooks";

    /// <summary>
    /// Secrets (<c>whsec_…</c>) with which a SIEM or SOAR signs its calls (Standard Webhooks); two while one is replaced, none: only API
    /// keys may call.
    /// </summary>
    public string[] SiemSecrets { get; set; } = [];

    /// <summary>E-mail address of the person who leads incidents that a SIEM opens without naming one.</summary>
    public string SiemLead { get; set; } = "";
}

/// <summary>A call anyone could forge stops the start.</summary>
internal sealed class SiemOptionsValidator : IValidateOptions<SiemOptions>
{
    public ValidateOptionsResult Validate(string? name, SiemOptions options) =>
        options.SiemSecrets.FirstOrDefault(s => WebhookSignature.KeyOf(s) is null) is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Hooks__SiemSecrets: a secret must be whsec_ followed by 24 to 64 bytes in base64.");
}
