using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Proposes a new text of a policy, with its tests. This puts nothing in force.</summary>
public sealed class ProposePolicy(ActionRunner runner)
{
    /// <summary>What is proposed.</summary>
    /// <param name="Policy">The exact text.</param>
    /// <param name="Tests">Its tests, a <c>*_test.yaml</c>; null for none (it cannot become effective then).</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Origin">The commit it came from, or null.</param>
    public sealed record Command(string? Policy, string? Tests, string? Reason, string? Origin = null)
    {
        /// <summary>Addresses of those who wrote the text where it came from: they count as its authors beside who proposes it.</summary>
        public IReadOnlyCollection<string> AuthorEmails { get; init; } = [];
    }

    /// <summary>Runs the action.</summary>
    public async Task<Result<PolicyProposalId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var source = Encoding.UTF8.GetBytes(command.Policy ?? "");
        var parsed = PolicyDocument.Parse(source, "policy.yaml");
        if (parsed.Document is not { } policy)
        {
            return ActivatePolicy.NotValid(parsed.Problems, "policy");
        }

        var tests = Encoding.UTF8.GetBytes(command.Tests ?? "");
        var file = string.IsNullOrWhiteSpace(command.Tests) ? null : PolicyTestFile.Parse(tests);
        if (file is { File: null })
        {
            return ProposalRefusals.TestsNotValid(Sentence.Ours(file.Problems[0].ToString()));
        }

        return await runner.RunAsync<PolicyProposalId>(
            actor,
            new Attempt("proposal.made", policy.Name, Permission.ProposePolicy),
            async (context, token) =>
            {
                if (
                    await context
                        .Db.Policies.Where(p => p.Name == policy.Name && p.Version == policy.Version && p.Sha256 != policy.Sha256)
                        .AnyAsync(token)
                )
                {
                    return GateRefusals.PolicyVersionTaken($"{policy.Name}@{policy.Version}");
                }

                if (
                    await context
                        .Db.PolicyProposals.Where(p => p.Name == policy.Name && p.State == ProposalState.Open)
                        .Select(p => (PolicyProposalId?)p.Id)
                        .FirstOrDefaultAsync(token) is
                    { } open
                )
                {
                    return ProposalRefusals.AlreadyOpen(open.ToString());
                }

                var results = file?.File is null ? [] : await PolicyTests.RunAsync(context.Db, file.File, policy, token);
                var current = await context
                    .Db.Policies.Where(p => p.Name == policy.Name && p.ActivatedAt != null && p.ReplacedAt == null)
                    .Select(p => p.Sha256)
                    .SingleOrDefaultAsync(token);
                var proposed = PolicyProposal.Propose(
                    await context.Db.NextIdAsync<PolicyProposalId>(token),
                    new ProposedText(
                        policy.Name,
                        policy.Version,
                        policy.Sha256,
                        source,
                        file is null ? [] : tests,
                        results.Count,
                        results.Count(r => r.Passed)
                    ),
                    current,
                    command.Reason,
                    new ProposalAuthor(
                        context.Access.Actor.Id,
                        context.Access.PrintedName,
                        [.. context.Access.People.Union(await WritersAsync(context.Db, command.AuthorEmails, token))]
                    ),
                    command.Origin,
                    context.Now
                );
                if (!proposed.IsDone)
                {
                    return proposed.Refusal;
                }

                var proposal = proposed.Value;
                context.Db.PolicyProposals.Add(proposal);
                context.Append(
                    new AuditEvent(
                        "proposal.made",
                        proposal.Id.ToString(),
                        new JsonObject
                        {
                            ["policy"] = proposal.Name,
                            ["version"] = proposal.Version,
                            ["sha256"] = proposal.Sha256,
                            ["before"] = proposal.BaseSha256,
                            ["tests"] = proposal.TestCases,
                            ["testsPassed"] = proposal.TestsPassed,
                            ["testsSha256"] = proposal.Tests.Length == 0 ? null : Sha256Hex.Of(proposal.Tests),
                            ["reasonSha256"] = proposal.Reason.Sha256,
                            ["origin"] = proposal.Origin,
                        }
                    )
                    {
                        ActorName = context.Access.PrintedName,
                    }
                );
                return proposal.Id;
            },
            ct
        );
    }

    private static async Task<IEnumerable<UserId>> WritersAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> emails,
        CancellationToken ct
    )
    {
        var addresses = emails.Select(e => e.ToUpperInvariant()).ToList();
        var numbers =
            addresses.Count == 0 ? [] : await db.Users.Where(u => addresses.Contains(u.NormalizedEmail!)).Select(u => u.Id).ToListAsync(ct);
        return numbers.Select(n => new UserId(n));
    }
}
