using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Domain.Systems;

namespace Governance.Domain.Tests.Suppliers;

public sealed class SupplierTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly s_today = new(2026, 11, 26);
    private static readonly UserId s_recorder = new(8);
    private static readonly SupplierFacts s_facts = new("Example  Models GmbH")
    {
        OtherNames = ["example"],
        Supplies = [SupplyKind.Model],
        ContractUntil = s_today.AddDays(200),
        NoticeDays = 90,
    };

    private int _number;

    /// <summary>What lets a rule about suppliers find less: gates are decided by it, so that no key does it.</summary>
    [Fact]
    public void Change_EasesRules_WhenTheyFindLess()
    {
        var facts = s_facts with { IsCritical = true, Function = "Credit decisions", EndedOn = s_today.AddDays(-1) };
        var supplier = Made(facts);
        SupplierFacts[] eased =
        [
            facts with
            {
                OtherNames = ["example", "Shady Data Ltd"],
            },
            facts with
            {
                IsCritical = false,
                Function = null,
            },
            facts with
            {
                EndedOn = null,
            },
            facts with
            {
                EndedOn = s_today,
            },
            facts with
            {
                ContractUntil = s_today.AddDays(201),
            },
            facts with
            {
                ContractUntil = null,
                NoticeDays = null,
            },
        ];
        SupplierFacts[] notEased =
        [
            facts,
            facts with
            {
                OtherNames = ["EXAMPLE"],
            },
            facts with
            {
                OtherNames = [],
            },
            facts with
            {
                EndedOn = s_today.AddDays(-2),
            },
            facts with
            {
                ContractUntil = s_today.AddDays(100),
            },
            facts with
            {
                Contact = "Ann",
            },
        ];

        Assert.All(eased, f => Assert.True(supplier.IsEasedBy(f)));
        Assert.All(notEased, f => Assert.False(supplier.IsEasedBy(f)));
        var bare = Made(new SupplierFacts("Bare") { Supplies = [SupplyKind.Model] });
        Assert.True(bare.IsEasedBy(new SupplierFacts("Bare") { Supplies = [SupplyKind.Model], Contract = "C-1" }));
    }

    [Fact]
    public void System_LeavesSuppliersOut_ByWhateverNameItsPartsHave()
    {
        var facts = new SystemFacts("Cards", "Scores customers")
        {
            Supplier = "Vendor  GmbH",
            Components = [new("embedding-3", ComponentKind.GpaiModel, "Example Models", null)],
        };
        var system = AiSystem.Register(new SystemId(1), facts, s_recorder, "user:USR-0008", s_now).Value;

        Assert.Empty(system.SuppliersLeftOut(facts));
        // In other capitals, and moved from the system to a part, it is still there.
        Assert.Empty(
            system.SuppliersLeftOut(
                facts with
                {
                    Supplier = "example models",
                    Components = [new("engine", ComponentKind.GpaiModel, "VENDOR GMBH", "2")],
                }
            )
        );
        Assert.Equal(["Example Models"], system.SuppliersLeftOut(facts with { Components = [] }));
        Assert.Equal(
            ["Example Models", "Vendor  GmbH"],
            system.SuppliersLeftOut(facts with { Supplier = " ", Components = [new("engine", ComponentKind.GpaiModel, "Other", null)] })
        );
    }

    [Fact]
    public void DueDiligence_CountsOnceSomeoneElseThanWhoRecordedItHasConfirmedIt()
    {
        var record = Record(Diligence());

        Assert.False(record.Counts);
        Assert.Equal(SupplierRefusals.ConfirmsOwnRecord, record.Confirm((s_recorder, "Rita Recorder"), s_now));
        Assert.Null(record.Confirm((new UserId(9), "Carl Compliance"), s_now));
        Assert.True(record.Counts);
        Assert.Equal(SupplierRefusals.NotWaiting(record.Id), record.Confirm((new UserId(10), "Ann Other"), s_now));
        // Nothing but a due diligence is confirmed.
        Assert.Equal("supplier.not-waiting", Record(Certificate(10)).Confirm((new UserId(9), "Carl Compliance"), s_now)!.Code);
    }

    [Fact]
    public void Gaps_AreWhatIsMissingOrLate_AndNothingOnceTheRelationEnded()
    {
        var supplier = Made(s_facts with { IsCritical = true, Function = "Credit decisions" });
        Assert.Equal([SupplierGapKind.NoDueDiligence, SupplierGapKind.NoExitPlan], Kinds(supplier, []));

        var (good, late) = (Confirmed(Diligence()), Confirmed(Diligence() with { DueOn = s_today.AddDays(-1) }));
        var failed = Confirmed(Diligence() with { Result = DiligenceResult.Failed, On = s_today.AddDays(-1) });
        var planned = Made(s_facts with { ExitPlan = "Another provider within 90 days" });
        Assert.Empty(Kinds(planned, [good]));
        // The newest of one day decides, and an unconfirmed one decides nothing.
        Assert.Equal([SupplierGapKind.DueDiligenceOverdue], Kinds(planned, [good, late, Record(Diligence())]));
        Assert.Equal([SupplierGapKind.DueDiligenceFailed], Kinds(planned, [failed, good, late]));

        Assert.Equal([SupplierGapKind.CertificateLapsed], Kinds(planned, [good, Record(Certificate(-1))]));
        Assert.Empty(Kinds(planned, [good, Record(Certificate(-1)), Record(Certificate(0))]));

        var request = Record(new(SupplierRecordKind.Request, "Documentation", s_today.AddDays(-20)) { DueOn = s_today.AddDays(-2) });
        Assert.Equal([SupplierGapKind.RequestOverdue], Kinds(planned, [good, request]));
        Assert.Null(request.Answer(s_today.AddDays(-1), ("https://files.example/a.pdf", null), "Rita Recorder", s_now));
        Assert.Empty(Kinds(planned, [good, request]));

        Assert.Equal(["contractUntil"], supplier.Change(supplier.Facts with { ContractUntil = s_today.AddDays(-1) }, new(3), s_now).Value);
        Assert.Contains(SupplierGapKind.ContractOver, Kinds(supplier, [good]));
        Assert.True(supplier.Change(supplier.Facts with { EndedOn = s_today }, new(3), s_now).IsDone);
        Assert.Empty(Kinds(supplier, []));
        Assert.Empty(SupplierRule.Due(supplier, [good], s_today));
    }

    [Fact]
    public void Due_IsInTheOrderOfDays_AndNoticeIsOverWithItsDay()
    {
        var supplier = Made(s_facts);
        SupplierRecord[] records = [Confirmed(Diligence()), Record(Certificate(-3)), Record(Certificate(150))];

        // 200 days less 90 of notice; the older certificate is superseded.
        Assert.Equal(
            [
                (SupplierDueKind.Notice, 110),
                (SupplierDueKind.Certificate, 150),
                (SupplierDueKind.Contract, 200),
                (SupplierDueKind.DueDiligence, 300),
            ],
            SupplierRule.Due(supplier, records, s_today).Select(d => (d.Kind, d.On.DayNumber - s_today.DayNumber))
        );
        Assert.DoesNotContain(SupplierRule.Due(supplier, records, s_today.AddDays(111)), d => d.Kind is SupplierDueKind.Notice);
    }

    [Fact]
    public void Names_AreComparedWithoutCapitalsAndSpaces() => Assert.Equal(["EXAMPLE MODELS GMBH", "EXAMPLE"], Made(s_facts).Keys);

    public static TheoryData<string> Wrong =>
        [
            "supplier.supplies-missing",
            "supplier.contract-not-valid",
            "supplier.notice-not-valid",
            "supplier.function-missing",
            "supplier.exit-test-not-valid",
            "supplier.end-not-valid",
        ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WhatCannotBe_IsRefused(string code)
    {
        var facts = code switch
        {
            "supplier.supplies-missing" => s_facts with { Supplies = [] },
            "supplier.contract-not-valid" => s_facts with { ContractFrom = s_today.AddDays(201) },
            "supplier.notice-not-valid" => s_facts with { ContractUntil = null },
            "supplier.function-missing" => s_facts with { IsCritical = true },
            "supplier.exit-test-not-valid" => s_facts with { ExitTestedOn = s_today },
            _ => s_facts with { EndedOn = s_today.AddDays(1) },
        };

        Assert.Equal(code, Supplier.Create(new(1), facts, new(3), "USR-0001", s_now).Refusal!.Code);
    }

    [Fact]
    public void RecordsThatCannotBe_AreRefused() =>
        Assert.Equal(
            [
                "supplier.day-not-valid",
                "supplier.due-not-valid",
                "supplier.due-not-valid",
                "supplier.result-not-valid",
                "supplier.examiner-missing",
                "supplier.conditions-missing",
                "supplier.incident-unknown",
            ],
            new[]
            {
                Diligence() with
                {
                    On = s_today.AddDays(1),
                },
                Diligence() with
                {
                    DueOn = null,
                },
                new SupplierRecordFacts(SupplierRecordKind.Incident, "Outage", s_today) { DueOn = s_today },
                Certificate(3) with
                {
                    Result = DiligenceResult.Passed,
                },
                Diligence() with
                {
                    By = null,
                },
                Diligence() with
                {
                    Result = DiligenceResult.Conditions,
                },
                Certificate(3) with
                {
                    Incident = new(1),
                },
            }.Select(f => f.Refuses(s_today)!.Code)
        );

    private static Supplier Made(SupplierFacts facts) => Supplier.Create(new(1), facts, new(3), "USR-0001", s_now).Value;

    private static SupplierRecordFacts Diligence() =>
        new(SupplierRecordKind.DueDiligence, "Security and finances", s_today.AddDays(-10))
        {
            DueOn = s_today.AddDays(300),
            Result = DiligenceResult.Passed,
            By = "Ann Auditor",
        };

    private static SupplierRecordFacts Certificate(int days) =>
        new(SupplierRecordKind.Certificate, "ISO/IEC 42001", s_today.AddYears(-1)) { DueOn = s_today.AddDays(days) };

    private static IEnumerable<SupplierGapKind> Kinds(Supplier supplier, IEnumerable<SupplierRecord> records) =>
        SupplierRule.Gaps(supplier, records, s_today).Select(g => g.Kind);

    private SupplierRecord Record(SupplierRecordFacts facts) =>
        SupplierRecord
            .Record(
                new(++_number),
                new(1),
                facts,
                new Access
                {
                    Actor = Actor.OfUser(s_recorder, Roles.RiskOfficer, null),
                    Person = s_recorder,
                    People = [s_recorder],
                    PrintedName = "Rita Recorder",
                },
                s_now
            )
            .Value;

    private SupplierRecord Confirmed(SupplierRecordFacts facts)
    {
        var record = Record(facts);
        Assert.Null(record.Confirm((new UserId(9), "Carl Compliance"), s_now));
        return record;
    }
}
