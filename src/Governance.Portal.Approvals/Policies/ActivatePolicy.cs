using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Policies;

namespace Governance.Portal.Approvals.Policies;

/// <summary>A policy that is in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Digest of its text.</param>
/// <param name="ActivatedAt">When it came into force.</param>
public sealed record PolicyView(string Name, string Version, string Sha256, DateTimeOffset ActivatedAt);

/// <summary>
/// Puts a policy in force from the host, in the place of the earlier version of the same name. People propose and approve instead.
/// </summary>
public sealed class ActivatePolicy(ActionRunner runner, PolicyActivation activation)
{
    private const int ProblemsTold = 20;

    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="source">The exact bytes of the file.</param>
    /// <param name="fileName">Name of the file, for messages.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<PolicyView>> RunAsync(Actor actor, ReadOnlyMemory<byte> source, string fileName, CancellationToken ct)
    {
        var parsed = PolicyDocument.Parse(source, fileName);
        if (parsed.Document is not { } policy)
        {
            return NotValid(parsed.Problems, "policy");
        }

        var attempt = new Attempt("policy.activated", $"{policy.Name}@{policy.Version}", Permission.Administer) { WidensRights = true };
        await activation.PrepareAsync(ct);
        return await runner.RunAsync(actor, attempt, (context, token) => activation.ApplyAsync(context, policy, null, token), ct);
    }

    /// <summary>The refusal of a text that is no policy: each problem by its path.</summary>
    internal static Refusal NotValid(IReadOnlyList<PolicyProblem> problems, string field) =>
        Refusal.Fields(
            "policy.not-valid",
            GateRefusals.PolicyNotValid(Sentence.Ours(problems[0].ToString())).Words,
            problems
                .Take(ProblemsTold)
                .GroupBy(p => p.Path.Length == 0 ? field : p.Path)
                .ToDictionary(g => g.Key, g => g.Select(p => Sentence.Ours(p.ToString())).ToArray(), StringComparer.Ordinal)
        );
}
