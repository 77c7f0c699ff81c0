using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>What may be stored of a model's decisions.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Fields">Rule for each field of the input; fields that are not named are left out.</param>
/// <param name="MaskOutput">Whether personal data found in outputs is masked before it is stored.</param>
/// <param name="RetentionDays">Days after which content is erased.</param>
/// <param name="Revision">Increases with every change; 0 if none was ever set.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="ChangedBy">Who last changed it.</param>
public sealed record DecisionPolicyView(
    string Model,
    IReadOnlyDictionary<string, FieldRule> Fields,
    bool MaskOutput,
    int? RetentionDays,
    int Revision,
    DateTimeOffset? ChangedAt,
    string? ChangedBy
);

/// <summary>
/// Reads and changes what may be stored of a model's decisions. A change counts from the next batch on; what is stored stays.
/// </summary>
public sealed class ChangeDecisionPolicy(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>What is to hold.</summary>
    public sealed record Command(string Model, IReadOnlyDictionary<string, FieldRule> Fields, bool MaskOutput, int? RetentionDays);

    /// <summary>The policy of a model; one that stores nothing of the input when none was set.</summary>
    /// <returns>Null when there is no such model.</returns>
    public async Task<DecisionPolicyView?> GetAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Models.AnyAsync(m => m.Name == model, ct)
            ? View(await db.DecisionPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == model, ct) ?? DecisionPolicy.For(model))
            : null;
    }

    /// <summary>The policies of some models, in their order; those that are not registered are left out.</summary>
    public async Task<IReadOnlyList<DecisionPolicyView>> ListAsync(IReadOnlyCollection<string> models, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var known = (await db.Models.Where(m => models.Contains(m.Name)).Select(m => m.Name).ToListAsync(ct)).ToHashSet(
            StringComparer.Ordinal
        );
        var set = await db.DecisionPolicies.AsNoTracking().Where(p => models.Contains(p.Model)).ToDictionaryAsync(p => p.Model, ct);
        return [.. models.Where(known.Contains).Select(m => View(set.GetValueOrDefault(m) ?? DecisionPolicy.For(m)))];
    }

    /// <summary>Runs it.</summary>
    public Task<Result<DecisionPolicyView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<DecisionPolicyView>(
            actor,
            new Attempt("decision-policy.changed", command.Model, Permission.ChangeDecisionPolicy),
            async (context, token) =>
            {
                if (!await context.Db.Models.AnyAsync(m => m.Name == command.Model, token))
                {
                    return ModelRefusals.NotFound(command.Model);
                }

                var policy = await context.Db.DecisionPolicies.SingleOrDefaultAsync(p => p.Model == command.Model, token);
                if (policy is null)
                {
                    policy = DecisionPolicy.For(command.Model);
                    context.Db.DecisionPolicies.Add(policy);
                }

                if (
                    policy.Change(command.Fields, command.MaskOutput, command.RetentionDays, context.Access.Actor.Id, context.Now) is
                    { } refusal
                )
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "decision-policy.changed",
                        command.Model,
                        new JsonObject
                        {
                            ["revision"] = policy.Revision,
                            ["fieldsSha256"] = Sha256Hex.Of(
                                CanonicalJson.Serialize(
                                    new JsonObject(policy.Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)WireName.Of(f.Value))))
                                )
                            ),
                            ["stored"] = policy.Fields.Count(f => f.Value is FieldRule.Store),
                            ["masked"] = policy.Fields.Count(f => f.Value is FieldRule.Mask),
                            ["maskOutput"] = policy.MaskOutput,
                            ["retentionDays"] = policy.RetentionDays,
                        }
                    )
                );
                return View(policy);
            },
            ct
        );
    }

    private static DecisionPolicyView View(DecisionPolicy p) =>
        new(
            p.Model,
            new SortedDictionary<string, FieldRule>(p.Fields.ToDictionary(), StringComparer.Ordinal),
            p.MaskOutput,
            p.RetentionDays,
            p.Revision,
            p.Revision == 0 ? null : p.ChangedAt,
            p.Revision == 0 ? null : p.ChangedBy
        );
}
