using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Stops an API key for good, at once.</summary>
public sealed class RevokeKey(ActionRunner runner)
{
    /// <summary>Answers the key's id, also when it was revoked before.</summary>
    public Task<Result<ApiKeyId>> RunAsync(Actor actor, ApiKeyId key, CancellationToken ct) =>
        runner.RunAsync<ApiKeyId>(
            actor,
            new Attempt("key.revoked", key.ToString(), Permission.Administer),
            async (context, ct) =>
            {
                var row = await context.Db.ApiKeys.SingleOrDefaultAsync(k => k.Id == key, ct);
                if (row is null)
                {
                    return AdminRefusals.UnknownKey;
                }

                if (row.RevokedAt is null)
                {
                    row.Revoke(context.Now);
                    context.Append(new AuditEvent("key.revoked", key.ToString(), []));
                }

                return key;
            },
            ct
        );
}
