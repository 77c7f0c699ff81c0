using System.ComponentModel.DataAnnotations;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Validation;

/// <summary>Scheduled validation, section <c>ScheduledValidation</c>.</summary>
public sealed class ScheduledValidationOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "ScheduledValidation";

    /// <summary>Keys of scoring servers, which schedules name.</summary>
    public EndpointCredential[] Credentials { get; set; } = [];

    /// <summary>Minutes that one try of a run may take.</summary>
    [Range(1, 1_440)]
    public int MaxMinutes { get; set; } = 30;

    /// <summary>Attempts after a request that failed and may pass.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 3;

    /// <summary>Rows a request.</summary>
    [Range(1, 10_000)]
    public int BatchRows { get; set; } = 500;

    /// <summary>Bytes of a held-out set: it is read into memory for a run.</summary>
    [Range(1_024, 1024L * 1024 * 1024)]
    public long MaxDataBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The key with a name for a host; null when there is none.</summary>
    internal EndpointCredential? Credential(string? name, Uri endpoint) =>
        Array.Find(
            Credentials,
            c =>
                string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)
                && string.Equals(c.Host, endpoint.Authority, StringComparison.OrdinalIgnoreCase)
                // A key is sent to no one who listens on the way.
                && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback)
        );
}

/// <summary>A key that a scoring server asks for.</summary>
public sealed class EndpointCredential
{
    /// <summary>Name by which schedules know it.</summary>
    public string Name { get; set; } = "";

    /// <summary>The only host it is sent to, with its port where that is not the usual one.</summary>
    public string Host { get; set; } = "";

    /// <summary>File that holds the bearer key.</summary>
    public string KeyFile { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class ScheduledValidationOptionsValidator : IValidateOptions<ScheduledValidationOptions>;

/// <summary>A key without a name, a host or a file stops the start.</summary>
internal sealed class CredentialsValidator(IOptions<OutboundOptions> outbound) : IValidateOptions<ScheduledValidationOptions>
{
    public ValidateOptionsResult Validate(string? name, ScheduledValidationOptions options)
    {
        for (var i = 0; i < options.Credentials.Length; i++)
        {
            if (Doubt(options.Credentials[i]) is { } doubt)
            {
                return ValidateOptionsResult.Fail($"ScheduledValidation__Credentials__{i}{doubt}");
            }
        }

        return ValidateOptionsResult.Success;
    }

    private string? Doubt(EndpointCredential key) =>
        key.Name.Length is 0 or > 64 || !key.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')
            ? "__Name must consist of at most 64 letters, digits and hyphens."
        : !Uri.TryCreate($"https://{key.Host}", UriKind.Absolute, out var host)
        || host.Authority.Length == 0
        || outbound.Value.ReachOf(host.IdnHost, host.Port) is null
            ? "__Host is not a host in Outbound__AllowedHosts or Outbound__PrivateHosts."
        : !File.Exists(key.KeyFile) ? "__KeyFile does not name an existing file."
        : null;
}
