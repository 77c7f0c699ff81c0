using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Suppliers;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Reads what callers write about suppliers: everything that is wrong with it is said at once.</summary>
internal static class SupplierFields
{
    public static async Task<Result<(SupplierFacts Facts, UserId Owner)>> ReadAsync(
        ActionContext context,
        SupplierBody body,
        SupplierId? known,
        CancellationToken ct
    )
    {
        var errors = new FieldErrors();
        var others = (body.OtherNames ?? []).Where(n => !string.IsNullOrWhiteSpace(n)).ToList();
        if (others.Count > Supplier.MaxNames)
        {
            errors.Add("otherNames", $"At most {Supplier.MaxNames} entries are accepted.");
        }

        var supplies = new List<SupplyKind>();
        foreach (var name in body.Supplies ?? [])
        {
            if (WireName.TryParse<SupplyKind>(name, out var kind))
            {
                supplies.Add(kind);
            }
            else
            {
                errors.Add("supplies", $"This must be one of {string.Join(", ", WireName.All<SupplyKind>())}.");
                break;
            }
        }

        var facts = new SupplierFacts(errors.Required("name", body.Name, Supplier.MaxText))
        {
            OtherNames = [.. others.Take(Supplier.MaxNames).Select((n, i) => errors.Required($"otherNames[{i}]", n, Supplier.MaxText))],
            Supplies = supplies,
            Contact = errors.Optional("contact", body.Contact, Supplier.MaxText),
            Contract = errors.Optional("contract", body.Contract, Supplier.MaxText),
            ContractFrom = body.ContractFrom,
            ContractUntil = body.ContractUntil,
            NoticeDays = body.NoticeDays,
            IsCritical = body.Critical,
            Function = errors.Optional("function", body.Function, Supplier.MaxPlan),
            ExitPlan = errors.Optional("exitPlan", body.ExitPlan, Supplier.MaxPlan),
            ExitTestedOn = body.ExitTestedOn,
            EndedOn = body.EndedOn,
        };
        var owner = await People.OwnerAsync(context, errors, body.Owner, ct);
        if (errors.Refuse("supplier.not-acceptable", $"The supplier was not saved.") is { } refusal)
        {
            return refusal;
        }

        // A name that two suppliers had would make a part depend on both.
        var other = await context
            .Db.Suppliers.Called(Supplier.KeysOf(facts))
            .Where(s => known == null || s.Id != known)
            .OrderBy(s => s.Id)
            .Select(s => (SupplierId?)s.Id)
            .FirstOrDefaultAsync(ct);
        return other is { } taken ? SupplierRefusals.NameTaken(taken) : (facts, owner);
    }

    public static async Task<Result<SupplierRecordFacts>> ReadAsync(ActionContext context, SupplierRecordBody body, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (!WireName.TryParse<SupplierRecordKind>(body.Kind, out var kind))
        {
            errors.Add("kind", $"This must be one of {string.Join(", ", WireName.All<SupplierRecordKind>())}.");
        }

        DiligenceResult? result = null;
        if (!string.IsNullOrWhiteSpace(body.Result))
        {
            if (WireName.TryParse<DiligenceResult>(body.Result, out var known))
            {
                result = known;
            }
            else
            {
                errors.Add("result", $"This must be one of {string.Join(", ", WireName.All<DiligenceResult>())}.");
            }
        }

        var facts = new SupplierRecordFacts(
            kind,
            errors.Required("title", body.Title, SupplierRecord.MaxText),
            body.On ?? context.Now.Day()
        )
        {
            DueOn = body.DueOn,
            Result = result,
            By = errors.Optional("by", body.By, SupplierRecord.MaxText),
            Number = errors.Optional("number", body.Number, SupplierRecord.MaxText),
            Provision = errors.Optional("provision", body.Provision, SupplierRecord.MaxText),
            Reference = errors.Optional("reference", body.Reference, SupplierRecord.MaxReference),
            Sha256 = errors.OptionalDigest("sha256", string.IsNullOrWhiteSpace(body.Sha256) ? null : body.Sha256),
            Note = errors.Optional("note", body.Note, SupplierRecord.MaxNote),
        };
        if (errors.Refuse("supplier.record-not-acceptable", $"The record was not saved.") is { } refusal)
        {
            return refusal;
        }

        if (string.IsNullOrWhiteSpace(body.Incident))
        {
            return facts;
        }

        return
            DisplayId.TryParse<IncidentId>(body.Incident.Trim(), out var incident)
            && await context.Db.Incidents.AsNoTracking().AnyAsync(i => i.Id == incident, ct)
            ? facts with
            {
                Incident = incident,
            }
            : SupplierRefusals.IncidentUnknown;
    }
}
