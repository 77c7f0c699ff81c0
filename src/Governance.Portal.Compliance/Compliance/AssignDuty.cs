using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Says who cares for an obligation, and by when.</summary>
public sealed class AssignDuty(ObligationService obligations)
{
    /// <summary>Members not set stay as they are.</summary>
    public Task<Result<DutyKey>> RunAsync(Actor actor, DutyKey key, Patch<string> owner, Patch<string> dueOn, CancellationToken ct) =>
        obligations.RunAsync(
            actor,
            key,
            "obligation.assigned",
            Permission.WriteCompliance,
            async (open, cancel) =>
            {
                var errors = new FieldErrors();
                var person =
                    !owner.IsSet ? open.Duty.Owner
                    : string.IsNullOrWhiteSpace(owner.Value) ? null
                    : await People.OwnerAsync(open.Context, errors, owner.Value, cancel);
                var due = dueOn.IsSet ? errors.Day("dueOn", dueOn.Value) : open.Duty.DueOn;
                if (errors.Refuse("obligation.not-acceptable", $"Nothing was changed.") is { } refusal)
                {
                    return (refusal, []);
                }

                open.Duty.Assign(person, due);
                return (
                    null,
                    new JsonObject { ["owner"] = person?.ToString(), ["dueOn"] = due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }
                );
            },
            ct
        );
}
