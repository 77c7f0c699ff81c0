using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Validation;

/// <summary>What a schedule validates, and how.</summary>
/// <param name="Environment">The environment whose current version is validated; in place of a version.</param>
/// <param name="Version">The version to validate; in place of an environment.</param>
/// <param name="Endpoint">Address of the scoring server: for MLflow, the server or its /invocations; for chat completions, the part
/// before /chat/completions; otherwise …/v2/models/NAME.</param>
/// <param name="Protocol">mlflow, kserve-v2, or chat-completions for prompts.</param>
/// <param name="Credential">Name of the server's key in the installation's settings.</param>
/// <param name="Checks">performance, fairness, consistency, robustness; or prompts alone.</param>
/// <param name="Label">Column of the labels; can be omitted if it has one of the usual names.</param>
/// <param name="PositiveLabel">The positive class; can be omitted if it is true or 1.</param>
/// <param name="Output">Output of the server that holds the score or the text; for chat completions, the model that answers.</param>
/// <param name="Protected">Columns of protected attributes.</param>
/// <param name="Features">Columns to send (default: all that are inputs by their names).</param>
/// <param name="Rows">Rows to score, 1 to 100,000 (default: 10,000).</param>
/// <param name="Seed">Seed of the random selection (default: 1).</param>
/// <param name="EveryDays">Days between two validations, 1 to 366 (default: 30).</param>
/// <param name="Owner">E-mail address of the person responsible for the schedule (default: the model's owner).</param>
public sealed record ScheduleBody(
    string? Environment = null,
    string? Version = null,
    string? Endpoint = null,
    string? Protocol = null,
    string? Credential = null,
    IReadOnlyList<string?>? Checks = null,
    string? Label = null,
    string? PositiveLabel = null,
    string? Output = null,
    IReadOnlyList<string?>? Protected = null,
    IReadOnlyList<string?>? Features = null,
    int? Rows = null,
    int? Seed = null,
    int? EveryDays = null,
    string? Owner = null
);

/// <summary>Reads what a caller says of a schedule, as far as the installation has to know it: hosts, keys, people.</summary>
public sealed class ReadScheduleBody(IOptions<OutboundOptions> outbound, IOptions<ScheduledValidationOptions> options)
{
    /// <summary>The settings and the owner.</summary>
    internal async Task<Result<(ValidationSettings Settings, UserId Owner)>> RunAsync(
        ActionContext context,
        Model model,
        ScheduleBody body,
        CancellationToken ct
    )
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (!WireName.TryParse<ScoringProtocol>(body.Protocol, out var protocol))
        {
            errors["protocol"] = [$"This must be one of {string.Join(", ", WireName.All<ScoringProtocol>())}."];
        }

        var checks = new List<ValidationCheck>();
        foreach (var name in body.Checks ?? [])
        {
            if (WireName.TryParse<ValidationCheck>(name, out var check))
            {
                checks.Add(check);
            }
            else
            {
                errors["checks"] = [$"This must be one of {string.Join(", ", WireName.All<ValidationCheck>())}."];
            }
        }

        if (errors.Count > 0)
        {
            return ValidationRefusals.Invalid(errors);
        }

        if (RefusesEndpoint(body) is { } refusal)
        {
            return refusal;
        }

        var plain = new ValidationSettings();
        var settings = plain with
        {
            Environment = body.Environment,
            Version = body.Version,
            Endpoint = body.Endpoint,
            Protocol = protocol,
            Credential = body.Credential,
            Checks = checks,
            Label = body.Label,
            PositiveLabel = body.PositiveLabel,
            Output = body.Output,
            Protected = [.. (body.Protected ?? []).Select(c => c ?? "")],
            Features = [.. (body.Features ?? []).Select(c => c ?? "")],
            Rows = body.Rows ?? plain.Rows,
            Seed = body.Seed ?? plain.Seed,
            EveryDays = body.EveryDays ?? plain.EveryDays,
        };
        if (
            !string.IsNullOrWhiteSpace(body.Version)
            && !await context.Db.Versions.AnyAsync(v => v.Model == model.Name && v.Version == body.Version.Trim(), ct)
        )
        {
            return ModelRefusals.VersionNotFound(model.Name, body.Version.Trim());
        }

        if (string.IsNullOrWhiteSpace(body.Owner))
        {
            return (settings, model.Owner);
        }

        return await People.ByEmailAsync(context.Db, body.Owner, ct) is { } person && person.IsActive(context.Now)
            ? (settings, person.UserId)
            : ValidationRefusals.OwnerUnknown;
    }

    // An address of another form is refused by the schedule itself.
    private Refusal? RefusesEndpoint(ScheduleBody body)
    {
        if (!Uri.TryCreate(body.Endpoint?.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            return null;
        }

        var reach = outbound.Value.ReachOf(address.IdnHost, address.Port);
        return reach is null || (reach is OutboundReach.PublicOnly && address.Scheme == Uri.UriSchemeHttp)
                ? ValidationRefusals.EndpointNotAllowed(address.Authority)
            : !string.IsNullOrWhiteSpace(body.Credential) && options.Value.Credential(body.Credential.Trim(), address) is null
                ? ValidationRefusals.CredentialNotUsable(body.Credential.Trim(), address.Authority)
            : null;
    }
}
