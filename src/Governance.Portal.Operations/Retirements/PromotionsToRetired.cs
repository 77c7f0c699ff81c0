using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Answers for retirements what promotions to retired ask and tell.</summary>
internal sealed class PromotionsToRetired(ReadFindings findings) : IFollowRetirement
{
    public async Task<Refusal?> RefusesSignatureAsync(ActionContext context, Retirement retirement, CancellationToken ct) =>
        retirement.RefusesSignature(await findings.RunAsync(context.Db, retirement, context.Now, ct));

    public Task<Refusal?> RequestedAsync(
        ActionContext context,
        Promotion promotion,
        ModelVersion version,
        string? reason,
        CancellationToken ct
    ) => FollowRetirement.RequestedAsync(context, promotion, version, reason, ct);

    public Task RetiredAsync(ActionContext context, Promotion promotion, ModelVersion version, CancellationToken ct) =>
        FollowRetirement.RetiredAsync(context, promotion, version, ct);
}
