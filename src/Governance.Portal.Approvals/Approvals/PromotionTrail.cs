using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Portal.Kernel.AuditLog;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>What the log says of a promotion, entry by entry: where it stands, what was approved, and which decisions count.</summary>
internal sealed class PromotionTrail
{
    private readonly Dictionary<string, LoggedFact> _signed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SignOffStatus> _ended = new(StringComparer.Ordinal);

    /// <summary>The actions it is read from.</summary>
    public static IReadOnlyList<string> Actions { get; } =
    [
        "promotion.requested",
        "promotion.rebound",
        "promotion.voided",
        "promotion.signed",
        "promotion.revoked",
        "promotion.approved",
        "promotion.deployed",
        "promotion.rejected",
        "promotion.withdrawn",
        "promotion.expired",
    ];

    /// <summary>Where it stands; null when it was never requested.</summary>
    public PromotionState? State { get; private set; }

    /// <summary>The request.</summary>
    public LoggedFact? Requested { get; private set; }

    /// <summary>The approval that stands, or the last one.</summary>
    public LoggedFact? Approved { get; private set; }

    /// <summary>Every time its bundle became another one.</summary>
    public List<LoggedFact> Reevaluated { get; } = [];

    /// <summary>Ids of the decisions that were ever made.</summary>
    public IReadOnlyCollection<string> Signed => _signed.Keys;

    /// <summary>Ids of the decisions that count.</summary>
    public IEnumerable<string> Live => _signed.Keys.Where(id => !_ended.ContainsKey(id));

    /// <summary>Reads the entries about one promotion.</summary>
    /// <param name="facts">In the order of the log.</param>
    public static PromotionTrail Of(IEnumerable<LoggedFact> facts)
    {
        var trail = new PromotionTrail();
        foreach (var fact in facts)
        {
            trail.Take(fact);
        }

        return trail;
    }

    /// <summary>Whether the row of a decision says what was logged of it, and whether it counts as the log says.</summary>
    /// <returns>The entry of the decision; null when the row is not to be believed.</returns>
    public LoggedFact? Confirms(SignOff row)
    {
        var id = row.Id.ToString();
        if (
            !_signed.TryGetValue(id, out var entry)
            || entry.Actor != $"user:{row.Attestation.Person}"
            || entry.Text("role") != WireName.Of(row.Role)
            || entry.Text("decision") != WireName.Of(row.Decision)
            || entry.Text("bundleDigest") != row.BundleDigest
            || entry.Text("delegatedFrom") != row.DelegatedFrom?.ToString()
            || entry.Text("delegation") != row.Delegation?.ToString()
            || entry.Text("statementSha256") != row.Attestation.StatementSha256
        )
        {
            return null;
        }

        var expected = _ended.TryGetValue(id, out var ended) ? ended : Given(row.Decision);
        return row.Status == expected && row.Live == !_ended.ContainsKey(id) ? entry : null;
    }

    private static SignOffStatus Given(SignOffDecision decision) =>
        decision switch
        {
            SignOffDecision.Approve => SignOffStatus.Signed,
            SignOffDecision.ApproveWithCondition => SignOffStatus.SignedWithCondition,
            SignOffDecision.Reject => SignOffStatus.Rejected,
            SignOffDecision.RequestChanges => SignOffStatus.ChangesRequested,
        };

    private void Take(LoggedFact fact)
    {
        switch (fact.Action)
        {
            case "promotion.requested":
                (State, Requested) = (PromotionState.Open, fact);
                break;
            case "promotion.signed":
                _signed[fact.Text("signOff") ?? ""] = fact;
                break;
            case "promotion.revoked":
                End([fact.Text("signOff") ?? ""], SignOffStatus.Revoked);
                break;
            case "promotion.rebound" or "promotion.voided":
                Reevaluated.Add(fact);
                End(fact.Texts("signOffs"), SignOffStatus.Void);
                break;
            case "promotion.approved":
                (State, Approved) = (PromotionState.Approved, fact);
                break;
            case "promotion.deployed":
                State = PromotionState.Deployed;
                break;
            case "promotion.rejected":
                State = PromotionState.Rejected;
                break;
            case "promotion.withdrawn":
                State = PromotionState.Withdrawn;
                break;
            case "promotion.expired":
                State = PromotionState.Expired;
                break;
        }
    }

    // What ends a decision, or changes what was decided on, takes an approval with it.
    private void End(IReadOnlyList<string> ids, SignOffStatus why)
    {
        foreach (var id in ids)
        {
            _ended[id] = why;
        }

        if (State is PromotionState.Approved)
        {
            State = PromotionState.Open;
        }
    }
}
