using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>Rules for which decisions of a model people review.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Rules">Which decisions go to a person.</param>
/// <param name="Reviewers">E-mail addresses of the reviewers, who take turns.</param>
/// <param name="DueHours">Hours after which a review is overdue.</param>
/// <param name="EscalateTo">Who decides cases that a reviewer passes on; null for the model's owner.</param>
/// <param name="SampleShare">Share of the reviews for which a decision with a known outcome is mixed in.</param>
/// <param name="Truths">Which outcome was right, by label.</param>
/// <param name="Unreadable">Fields that a rule reads but that are no longer stored; such a rule sends no decisions.</param>
/// <param name="Revision">Increases with every change; 0 if none was ever set.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="ChangedBy">Who last changed them.</param>
/// <param name="ReviewerNames">Names of the reviewers, in the same order.</param>
public sealed record ReviewRulesView(
    string Model,
    IReadOnlyList<ReviewRule> Rules,
    IReadOnlyList<string> Reviewers,
    int DueHours,
    string? EscalateTo,
    double SampleShare,
    IReadOnlyDictionary<string, string> Truths,
    IReadOnlyList<string> Unreadable,
    int Revision,
    DateTimeOffset? ChangedAt,
    string? ChangedBy,
    IReadOnlyList<string> ReviewerNames
);

/// <summary>Reads and changes which decisions of a model people review. A change counts from the next batch on.</summary>
public sealed class ChangeReviewRules(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>What is to hold.</summary>
    /// <param name="Model">The model.</param>
    /// <param name="Rules">Which decisions go to a person.</param>
    /// <param name="Reviewers">E-mail addresses or ids of those who review, in turn.</param>
    /// <param name="DueHours">Hours after which a review is overdue.</param>
    /// <param name="EscalateTo">E-mail address or id of who decides what is passed on; empty for the model's owner.</param>
    /// <param name="SampleShare">Share of reviews beside which a known case is mixed in.</param>
    /// <param name="Truths">Which outcome was right, by label.</param>
    public sealed record Command(
        string Model,
        IReadOnlyList<ReviewRule> Rules,
        IReadOnlyList<string> Reviewers,
        int DueHours,
        string? EscalateTo,
        double SampleShare,
        IReadOnlyDictionary<string, string> Truths
    );

    /// <summary>The rules of a model; none when none were set.</summary>
    /// <returns>Null when there is no such model.</returns>
    public async Task<ReviewRulesView?> GetAsync(string model, CancellationToken ct)
    {
        var found = await ListAsync([model], ct);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>The rules of some models, in their order; those that are not registered are left out.</summary>
    public async Task<IReadOnlyList<ReviewRulesView>> ListAsync(IReadOnlyCollection<string> models, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var known = (await db.Models.Where(m => models.Contains(m.Name)).Select(m => m.Name).ToListAsync(ct)).ToHashSet(
            StringComparer.Ordinal
        );
        var set = await db.ReviewPolicies.AsNoTracking().Where(p => models.Contains(p.Model)).ToDictionaryAsync(p => p.Model, ct);
        var stored = await db.DecisionPolicies.AsNoTracking().Where(p => models.Contains(p.Model)).ToDictionaryAsync(p => p.Model, ct);
        var people = await People.ByIdAsync(db, set.Values.SelectMany(Named), ct);
        return
        [
            .. models
                .Where(known.Contains)
                .Select(m => View(set.GetValueOrDefault(m) ?? ReviewPolicy.For(m), stored.GetValueOrDefault(m), people)),
        ];
    }

    /// <summary>Runs it.</summary>
    public Task<Result<ReviewRulesView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<ReviewRulesView>(
            actor,
            new Attempt("review-rules.changed", command.Model, Permission.ChangeReviewRules),
            (context, token) => ChangeAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<ReviewRulesView>> ChangeAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        if (!await db.Models.AnyAsync(m => m.Name == command.Model, ct))
        {
            return ModelRefusals.NotFound(command.Model);
        }

        var reviewers = new List<UserId>();
        for (var i = 0; i < command.Reviewers.Count; i++)
        {
            if (await ReviewPeople.FindAsync(db, command.Reviewers[i], command.Model, context.Now, ct) is not { } person)
            {
                return ReviewRefusals.ReviewerUnknown($"reviewers[{i}]", command.Reviewers[i]);
            }

            reviewers.Add(person);
        }

        var decider = await ReviewPeople.FindAsync(db, command.EscalateTo, command.Model, context.Now, ct);
        if (decider is null && !string.IsNullOrWhiteSpace(command.EscalateTo))
        {
            return ReviewRefusals.ReviewerUnknown("escalateTo", command.EscalateTo);
        }

        var policy = await db.ReviewPolicies.SingleOrDefaultAsync(p => p.Model == command.Model, ct);
        if (policy is null)
        {
            policy = ReviewPolicy.For(command.Model);
            db.ReviewPolicies.Add(policy);
        }

        var stored = await db.DecisionPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == command.Model, ct);
        var terms = new ReviewTerms(command.Rules, reviewers, command.DueHours, decider, command.SampleShare, command.Truths);
        if (policy.Change(terms, stored, context.Access.Actor.Id, context.Now) is { } refusal)
        {
            return refusal;
        }

        Append(context, policy);
        return View(policy, stored, await People.ByIdAsync(db, Named(policy), ct));
    }

    // Values of groups and labels are data of people, so the log has their digest; kinds, people and shares it has in words.
    private static void Append(ActionContext context, ReviewPolicy policy) =>
        context.Append(
            new AuditEvent(
                "review-rules.changed",
                policy.Model,
                new JsonObject
                {
                    ["revision"] = policy.Revision,
                    ["rules"] = new JsonArray([.. policy.Rules.Select(r => JsonValue.Create(WireName.Of(r.Kind)))]),
                    ["rulesSha256"] = Sha256Hex.Of(CanonicalJson.Serialize(Rules(policy))),
                    ["reviewers"] = new JsonArray([.. policy.Reviewers.Select(r => JsonValue.Create(r.ToString()))]),
                    ["escalateTo"] = policy.EscalateTo?.ToString(),
                    ["dueHours"] = policy.DueHours,
                    ["seedSha256"] = Sha256Hex.Of(policy.Seed),
                }
            )
            {
                Covers = [ReviewEvents.List],
            }
        );

    private static JsonObject Rules(ReviewPolicy policy) =>
        new()
        {
            ["rules"] = new JsonArray([
                .. policy.Rules.Select(r => new JsonObject
                {
                    ["kind"] = WireName.Of(r.Kind),
                    ["field"] = r.Field,
                    ["value"] = r.Value,
                    ["low"] = Number(r.Low),
                    ["high"] = Number(r.High),
                    ["above"] = Number(r.Above),
                    ["share"] = Number(r.Share),
                }),
            ]),
            ["sampleShare"] = Number(policy.SampleShare),
            ["truths"] = new JsonObject(policy.Truths.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
        };

    // As text: what is digested knows no fractions.
    private static string? Number(double? value) => value is { } number ? CanonicalJson.Number(number) : null;

    private static IEnumerable<UserId> Named(ReviewPolicy policy) =>
        policy.EscalateTo is { } decider ? policy.Reviewers.Append(decider) : policy.Reviewers;

    private static ReviewRulesView View(
        ReviewPolicy policy,
        Domain.Decisions.DecisionPolicy? stored,
        IReadOnlyDictionary<UserId, Person> people
    ) =>
        new(
            policy.Model,
            policy.Rules,
            [.. policy.Reviewers.Select(r => people.GetValueOrDefault(r)?.Email ?? r.ToString())],
            policy.DueHours,
            policy.EscalateTo is { } decider ? people.GetValueOrDefault(decider)?.Email ?? decider.ToString() : null,
            policy.SampleShare,
            new SortedDictionary<string, string>(policy.Truths.ToDictionary(), StringComparer.Ordinal),
            policy.Unreadable(stored),
            policy.Revision,
            policy.Revision == 0 ? null : policy.ChangedAt,
            policy.Revision == 0 ? null : policy.ChangedBy,
            [.. policy.Reviewers.Select(r => people.GetValueOrDefault(r)?.Name ?? r.ToString())]
        );
}
