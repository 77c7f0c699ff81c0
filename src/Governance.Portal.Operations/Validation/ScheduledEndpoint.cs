using Governance.Domain.Models;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Kernel.Storage;
using Governance.Scoring;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Validation;

/// <summary>How the endpoint of a schedule is reached, and its file read: the same for rows and for prompts.</summary>
internal sealed class ScheduledEndpoint(
    OutboundClient outbound,
    StoredFiles files,
    IOptions<ScheduledValidationOptions> options,
    IOptions<OutboundOptions> limits
)
{
    /// <summary>Sends requests with the key that the schedule names.</summary>
    /// <exception cref="RunFailedException">There is no such key for this host.</exception>
    public IScoringTransport TransportOf(ValidationSchedule schedule, Func<CancellationToken, Task> beforeRequest)
    {
        var address = new Uri(schedule.Endpoint);
        var credential = schedule.Credential is null ? null : options.Value.Credential(schedule.Credential, address);
        return schedule.Credential is { } name && credential is null
            ? throw new RunFailedException(
                ValidationFault.Settings,
                ValidationRefusals.CredentialNotUsable(name, address.Authority).Message
            )
            : new OutboundScoringTransport(outbound, credential, beforeRequest);
    }

    /// <summary>How it is asked.</summary>
    public EndpointSettings SettingsOf(ValidationSchedule schedule) =>
        new()
        {
            Address = new Uri(schedule.Endpoint),
            NameOf = NameOf,
            Output = schedule.Output,
            PositiveLabel = schedule.PositiveLabel,
            BatchRows = options.Value.BatchRows,
            Retries = options.Value.Retries,
            Timeout = TimeSpan.FromSeconds(limits.Value.TimeoutSeconds),
        };

    /// <summary>The artifact that is measured, and who says so.</summary>
    /// <param name="served">The one the endpoint says it serves; null when it does not say.</param>
    /// <param name="version">The version that is validated.</param>
    /// <exception cref="RunFailedException">It serves another one.</exception>
    public static (string? Sha256, string? From) ArtifactOf(string? served, ModelVersion version)
    {
        var declared = version.ArtifactSha256.Length == 0 ? null : version.ArtifactSha256;
        return served is not null && declared is not null && served != declared
            ? throw new RunFailedException(
                ValidationFault.Artifact,
                $"The endpoint reports that it serves the artifact {served}; the artifact of {version.Id} is {declared}."
            )
            : (
                served ?? declared,
                served is not null ? "endpoint"
                : declared is not null ? "version"
                : null
            );
    }

    /// <summary>The file of the held-out set.</summary>
    /// <exception cref="RunFailedException">It was altered, or is longer than a run reads.</exception>
    public async Task<byte[]> ReadAsync(HeldOutSet set, CancellationToken ct)
    {
        var file = await files.ReadAsync(
            new StoredFile(set.Id.ToString(), set.Sha256, set.SizeBytes, "text/csv", set.Name),
            (int)Math.Min(int.MaxValue, options.Value.MaxDataBytes),
            ct
        );
        if (file.Refusal is { } altered)
        {
            throw new RunFailedException(ValidationFault.Data, altered.Message);
        }

        return file.Value
            ?? throw new RunFailedException(
                ValidationFault.Data,
                $"{set.Name} is larger than {options.Value.MaxDataBytes} bytes, the limit for a run (ScheduledValidation__MaxDataBytes)."
            );
    }

    /// <summary>As the API calls a setting: positive-label is positiveLabel, and a model's name stands where an output's does.</summary>
    public static string NameOf(string name) =>
        name == "endpoint-model"
            ? "output"
            : string.Concat(name.Split('-').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}
