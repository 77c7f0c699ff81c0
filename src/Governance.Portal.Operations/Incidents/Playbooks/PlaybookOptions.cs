using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>What playbooks may send to other systems, section <c>Playbooks</c>.</summary>
public sealed class PlaybookOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Playbooks";

    /// <summary>Secrets that the headers of call-outs name. The database and the playbook hold the names alone.</summary>
    public CallSecret[] Secrets { get; set; } = [];
}

/// <summary>A secret of another system.</summary>
public sealed class CallSecret
{
    /// <summary>Its name: small letters, digits and hyphens.</summary>
    public string Name { get; set; } = "";

    /// <summary>Hosts it is sent to, such as <c>soar.example.com</c> or <c>kubernetes.internal:6443</c>. It is sent nowhere else.</summary>
    public string[] Hosts { get; set; } = [];

    /// <summary>The secret.</summary>
    public string Value { get; set; } = "";

    /// <summary>The file that holds it, in place of <see cref="Value"/>; read at each call, so that it can be replaced.</summary>
    public string File { get; set; } = "";

    /// <summary>True when it may be sent to a host.</summary>
    public bool IsFor(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Array.Exists(
            Hosts,
            h =>
                string.Equals(h, address.IdnHost, StringComparison.OrdinalIgnoreCase)
                || string.Equals(h, $"{address.IdnHost}:{address.Port}", StringComparison.OrdinalIgnoreCase)
        );
    }
}

/// <summary>A secret that could go anywhere, or that is none, stops the start.</summary>
internal sealed class PlaybookOptionsValidator : IValidateOptions<PlaybookOptions>
{
    public ValidateOptionsResult Validate(string? name, PlaybookOptions options)
    {
        for (var i = 0; i < options.Secrets.Length; i++)
        {
            var (secret, key) = (options.Secrets[i], $"Playbooks__Secrets__{i}");
            if (
                Domain.Incidents.CallOut.SecretOf($"secret:{secret.Name}") is null
                || Array.FindIndex(options.Secrets, s => s.Name == secret.Name) != i
            )
            {
                return ValidateOptionsResult.Fail($"{key}__Name: use lower-case letters, digits and hyphens, and each name only once.");
            }

            if (secret.Hosts.Length == 0 || Array.Exists(secret.Hosts, string.IsNullOrWhiteSpace))
            {
                return ValidateOptionsResult.Fail($"{key}__Hosts: name the hosts that the secret is sent to.");
            }

            if (secret.Value.Length > 0 == secret.File.Length > 0)
            {
                return ValidateOptionsResult.Fail($"{key}: set either Value or File.");
            }

            if (secret.File.Length > 0 && !File.Exists(secret.File))
            {
                return ValidateOptionsResult.Fail($"{key}__File: {secret.File} is not a file.");
            }
        }

        return ValidateOptionsResult.Success;
    }
}
