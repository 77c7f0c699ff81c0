using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Statements;

/// <summary>
/// Runs in which rules of every type say most of what they can: the cases of the rules, spoilt in each way, and the packs.
/// </summary>
internal static class RunCases
{
    private static readonly (string Name, Func<GateInput, GateInput> Spoil)[] s_ways =
    [
        ("as it is", input => input),
        ("no evidence", input => input with { Evidence = [], Metrics = [] }),
        ("other artifact", input => Evidence(input, one => one with { ArtifactSha256 = OtherArtifact })),
        ("unbound", input => Evidence(input, one => one with { ArtifactSha256 = null })),
        ("future", input => Evidence(input, one => one with { ProducedAt = Now.AddMinutes(1) })),
        ("old", input => Evidence(input, one => one with { ProducedAt = Now.AddDays(-400) })),
        ("unreadable", input => Evidence(input, one => one with { Facts = one.Facts with { Unreadable = "it is cut off." } })),
        ("empty", input => Evidence(input, one => one with { Facts = one.Facts with { NotMeasured = "it has no figure" } })),
        ("no facts", input => Evidence(input, one => one with { Facts = EvidenceFacts.None })),
        ("retired", input => input with { To = "retired" }),
        ("no class", input => input with { Model = input.Model with { RiskClass = null } }),
        ("prohibited", input => input with { Model = input.Model with { RiskClass = "prohibited" } }),
        ("no requester", input => input with { RequestedBy = [] }),
        ("waived", input => input with { Waivers = [GateEvaluatorTests.Waiver()] }),
    ];

    /// <summary>All of them, by name.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<PolicyDocument> Policies, GateInput Input)> All
    {
        get
        {
            // Of every model, so that each of their rules is evaluated.
            var everywhere = Policy("type: artifact_digest").AppliesTo;
            var packs = PolicyPacks
                .All.Select(pack => PolicyDocument.Parse(Encoding.UTF8.GetBytes(pack.Text), $"{pack.Name}.yaml").Document!)
                .Select(pack => pack with { AppliesTo = everywhere })
                .ToList();
            for (var i = 0; i < RuleCases.All.Count; i++)
            {
                var one = RuleCases.All[i];
                var inputs = new[] { ("good", one.Good), ("bad", one.Bad), ("undecided", one.Undecided) };
                foreach (var (kind, input) in inputs.Where(pair => pair.Item2 is not null))
                {
                    foreach (var (way, spoil) in s_ways)
                    {
                        yield return ($"{i} {one.Type} {kind}, {way}", [Policy(one.Rule + ", waivable: true")], spoil(input!));
                    }

                    yield return ($"{i} {one.Type} {kind}, packs", packs, input!);
                }
            }

            // A manifest without a model or a tool is none that is read; what rules would say of it is not evaluated here.
            foreach (var (i, (rule, input)) in MoreCases.All.Index().Where(one => GateInput.Read(one.Item.Input.ToBytes()).IsValid))
            {
                yield return ($"more {i}", [Policy(rule)], input);
            }

            foreach (var (i, (bound, reads, input)) in MoreCases.OfTwo.Index())
            {
                yield return ($"two {i}", [Policy(bound, name: "binding"), Policy(reads)], input);
            }
        }
    }

    private static GateInput Evidence(GateInput input, Func<GateEvidence, GateEvidence> spoil) =>
        input with
        {
            Evidence = [.. input.Evidence.Select(spoil)],
        };
}
