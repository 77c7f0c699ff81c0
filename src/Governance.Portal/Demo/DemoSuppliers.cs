using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Portal.Compliance.Suppliers;

namespace Governance.Portal.Demo;

/// <summary>
/// Two suppliers of parts of the systems: one under contract and examined, one whose examination waits for confirmation and that was asked
/// for its documentation. A third is named by a system and registered by no one yet.
/// </summary>
internal sealed class DemoSuppliers(RegisterSupplier register, RecordAboutSupplier record, DecideSupplierRecord decide, TimeProvider clock)
{
    private DateOnly Today => clock.Today();

    /// <summary>The credit bureau: registered by compliance, its due diligence confirmed by the risk officer.</summary>
    public async Task<Refusal?> BureauAsync(Actor compliance, Actor officer, CancellationToken ct)
    {
        var supplier = await register.RunAsync(
            compliance,
            new("Bureau (demo)", ["data", "service"], DemoScene.Owner)
            {
                Contract = "C-2025-118",
                ContractFrom = Today.AddDays(-310),
                ContractUntil = Today.AddDays(420),
                NoticeDays = 180,
                Critical = true,
                Function = "Decisions on retail credit",
                ExitPlan = "Scores of a second bureau are bought and compared every quarter; switching takes four weeks.",
                ExitTestedOn = Today.AddDays(-60),
            },
            ct
        );
        if (supplier.Refusal is { } refusal)
        {
            return refusal;
        }

        var certified = await RecordedAsync(
            compliance,
            supplier.Value,
            new(
                "certificate",
                "ISO/IEC 27001",
                By: "Certifier (demo)",
                Number: "DEMO-4471",
                On: Today.AddDays(-200),
                DueOn: Today.AddDays(895)
            ),
            ct
        );
        var examined = await record.RunAsync(
            compliance,
            supplier.Value,
            new(
                "due-diligence",
                "Security, finances and data quality",
                By: "Supplier management",
                DueOn: Today.AddDays(365),
                Result: "passed"
            ),
            ct
        );
        return certified ?? examined.Refusal ?? (await decide.ConfirmAsync(officer, examined.Value, ct)).Refusal;
    }

    /// <summary>The maker of the language model: what is known of it, and what it still owes.</summary>
    public async Task<Refusal?> ModelMakerAsync(Actor compliance, Action<string> say, CancellationToken ct)
    {
        var supplier = await register.RunAsync(
            compliance,
            new("Model maker (demo)", ["model"], "compliance@demo.example")
            {
                Contract = "C-2026-031",
                ContractFrom = Today.AddDays(-90),
                ContractUntil = Today.AddDays(275),
                NoticeDays = 90,
                ExitPlan = "A second model answers the evaluation suite every month; its last result was 3 points lower.",
            },
            ct
        );
        if (supplier.Refusal is { } refusal)
        {
            return refusal;
        }

        say($"{supplier.Value}: due diligence waits for confirmation");
        return await RecordedAsync(
                compliance,
                supplier.Value,
                new(
                    "due-diligence",
                    "Terms of use, location of data and sub-processors",
                    By: "Supplier management",
                    DueOn: Today.AddDays(180),
                    Result: "conditions",
                    Note: "Prompts are kept for 30 days; nothing personal may be sent until that is switched off."
                ),
                ct
            )
            ?? await RecordedAsync(
                compliance,
                supplier.Value,
                new(
                    "request",
                    "Documentation for those who build on the model",
                    DueOn: Today.AddDays(14),
                    Provision: "Art. 53(1)(b) AI Act"
                ),
                ct
            );
    }

    private async Task<Refusal?> RecordedAsync(Actor compliance, SupplierId supplier, SupplierRecordBody body, CancellationToken ct) =>
        (await record.RunAsync(compliance, supplier, body, ct)).Refusal;
}
