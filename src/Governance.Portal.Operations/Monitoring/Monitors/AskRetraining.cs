using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <inheritdoc/>
internal sealed class AskRetraining(RetrainHooks hooks) : IAskRetraining
{
    public async Task<bool> AskAsync(ActionContext context, string model, AlertId alert, CancellationToken ct)
    {
        if (hooks.Find(model) is null)
        {
            return false;
        }

        if (!await context.Db.RetrainCalls.AnyAsync(c => c.Alert == alert, ct))
        {
            context.Db.RetrainCalls.Add(new RetrainCall { Alert = alert, Model = model });
        }

        return true;
    }
}
