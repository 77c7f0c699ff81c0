using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The rows that decide about a promotion, which are compared with the log before they are believed.</summary>
public sealed partial class PromotionEvaluator
{
    // What is left out because someone wrote that it does not count is missed here: the queries below would not read it.
    private static RecordsAsked[] DecidedBy(Promotion promotion) =>
        [
            RecordsAsked.Of<Promotion>(nameof(Promotion.Id), promotion.Id),
            RecordsAsked.Of<SignOff>(nameof(SignOff.Promotion), promotion.Id),
            RecordsAsked.Of<GateRun>(nameof(GateRun.Promotion), promotion.Id),
            RecordsAsked.Of<Model>(nameof(Model.Name), promotion.Model),
            RecordsAsked.Of<RiskLowering>(nameof(RiskLowering.Model), promotion.Model),
            RecordsAsked.Of<ModelVersion>(nameof(ModelVersion.Model), promotion.Model).And(nameof(ModelVersion.Version), promotion.Version),
            RecordsAsked.Of<Evidence>(nameof(Evidence.Model), promotion.Model).And(nameof(Evidence.Version), promotion.Version),
            // Whose signature it is, is party to the promotion: to take it away would make them free to sign.
            RecordsAsked.Of<ModelSignature>(nameof(ModelSignature.Model), promotion.Model).OrGoneUnder([promotion.Model]),
            RecordsAsked.Of<Waiver>(nameof(Waiver.Model), promotion.Model).And(nameof(Waiver.Version), promotion.Version),
            RecordsAsked.Of<Deployment>(nameof(Deployment.Model), promotion.Model),
            ActivePolicies.Asked,
            RequiredCompetences.Asked,
        ];

    // The log says which they are: one that someone gave to another promotion, or took away, is asked for all the same.
    private static async Task<RecordsAsked> SignedAsync(GovernanceDbContext db, Promotion promotion, CancellationToken ct)
    {
        var said = promotion.GateRun.Number == 0 ? null : await LoggedFact.OfAsync(db, [promotion.Id.ToString()], ["promotion.signed"], ct);
        var ids = (said ?? [])
            .Select(f => DisplayId.TryParse<SignOffId>(f.Text("signOff"), out var id) ? id : default)
            .Where(id => id != default)
            .ToList();
        return RecordsAsked
            .Of<SignOff>(nameof(SignOff.Id), ids.Select(id => (object)id))
            .OrGone(ids.Select(id => new object[] { id.Number }));
    }
}
