using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Links a piece of evidence to an obligation.</summary>
public sealed class LinkEvidence(ObligationService obligations, LawLibrary laws)
{
    /// <summary>What is linked.</summary>
    /// <param name="Kind">Record kind.</param>
    /// <param name="Title">What it is.</param>
    /// <param name="Reference">Where it is.</param>
    /// <param name="Sha256">Digest of the document.</param>
    /// <param name="ValidUntil">The last day it counts.</param>
    public sealed record Command(string? Kind, string? Title, string? Reference, string? Sha256, string? ValidUntil);

    /// <summary>Links it.</summary>
    public Task<Result<DutyKey>> RunAsync(Actor actor, DutyKey key, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return obligations.RunAsync(
            actor,
            key,
            "obligation.evidence-linked",
            Permission.WriteCompliance,
            (open, _) => Task.FromResult(Act(open, command)),
            ct
        );
    }

    private (Refusal? Refusal, JsonObject Data) Act(ObligationService.Open open, Command command)
    {
        var errors = new FieldErrors();
        var kind = errors.Required("kind", command.Kind, 64);
        if (kind.Length > 0 && !laws.Vocabulary.RecordKinds.ContainsKey(kind))
        {
            errors.Add("kind", $"The kind must be one of {string.Join(", ", laws.Vocabulary.RecordKinds.Keys)}.");
        }

        var linked = new LinkedEvidence(
            0,
            kind,
            errors.Required("title", command.Title, 200),
            errors.Required("reference", command.Reference, 500),
            string.IsNullOrWhiteSpace(command.Sha256) ? null : errors.Digest("sha256", command.Sha256.Trim()),
            errors.Day("validUntil", command.ValidUntil),
            open.Context.Access.PrintedName,
            open.Context.Now
        );
        if (errors.Refuse("obligation.not-acceptable", $"The evidence was not linked.") is { } refusal)
        {
            return (refusal, []);
        }

        var done = open.Duty.Link(open.Standing.Law, linked);
        return done.Refusal is { } refused
            ? (refused, [])
            : (
                null,
                new JsonObject
                {
                    ["number"] = done.Value.Number,
                    ["kind"] = kind,
                    ["sha256"] = done.Value.Sha256,
                }
            );
    }
}
