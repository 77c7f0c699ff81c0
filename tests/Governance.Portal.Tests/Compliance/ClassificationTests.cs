using Governance.Domain.Compliance;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Tests.Compliance;

/// <summary>
/// The questionnaire on the law's data that ships: each class, exclusion, derogation, role mix and date boundary, with the whole legal
/// basis.
/// </summary>
public sealed class ClassificationTests
{
    private const string Scope = "Art. 3(1); Art. 2(1)(a)";
    private const string Minimal = "Art. 95; Art. 4; Art. 113(a)";
    private const string Ban = "Art. 5(1); Art. 113(a)";
    private const string Listed = "Art. 6(2); Annex III; Art. 113(c)(i)";
    private const string Profiling = "Art. 6(3), third subparagraph";
    private const string Derogated = "Art. 6(3); Art. 6(4); Art. 49(2); Art. 113(c)(i)";
    private const string Product = "Art. 6(1); Annex I; Art. 113(c)(ii)";
    private const string Told = "Art. 50; Art. 113";
    private const string Model = "Art. 3(63); Art. 53(1); Art. 113(b)";
    private const string Credit = "Q40=[A3-5]; Q41=[A3-5-b]; Q42=no; Q43=yes";
    private const string MedicalDevice = "Q30=section_a; Q33=[A1-11]; Q31=safety_component; Q32=yes_safety";
    private const string SafetyPart = "Art. 3(14); Art. 6(1)(a); Art. 6(1b); Art. 6(1)(b)";

    private static readonly DateOnly s_today = new(2026, 11, 20);

    private static Law Law => LawLibrary.Shipped.Current;

    /// <summary>Name, answers, classes, whole legal basis, roles, flags that have to be set.</summary>
    public static TheoryData<string, string, string, string, string, string> Cases =>
        new()
        {
            { "nothing set", "", "minimal", $"{Scope}; {Minimal}", "provider", "" },
            { "no AI system", "Q01=neither", "out_of_scope", "Art. 3(1)", "", "" },
            { "no link to the Union", "Q02=none", "out_of_scope", "Art. 3(1); Art. 2(1)", "", "" },
            { "military only", "Q03=military", "out_of_scope", $"{Scope}; Art. 2(3)", "", "" },
            { "international cooperation", "Q03=international_cooperation", "out_of_scope", $"{Scope}; Art. 2(4)", "", "" },
            { "research only", "Q03=sole_research", "out_of_scope", $"{Scope}; Art. 2(6)", "", "" },
            { "not on the market yet", "Q03=pre_market", "out_of_scope", $"{Scope}; Art. 2(8)", "", "recheck_before_release" },
            { "private use", "Q03=personal_use", "out_of_scope", $"{Scope}; Art. 2(10)", "", "" },
            { "open source without a class", "Q03=open_source", "out_of_scope", $"{Scope}; Art. 2(12)", "provider", "foss" },
            {
                "open source, but high-risk",
                $"Q03=open_source; {Credit}",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(5)(b); {Profiling}; {Listed}; Art. 43(2)",
                "provider",
                "foss"
            },
            { "open source that chats", "Q03=open_source; Q50=yes", "transparency", $"{Scope}; {Told}; Art. 50(1)", "provider", "foss" },
            {
                "used in the Union only",
                "Q02=deployer_in_union; Q04=[uses]",
                "minimal",
                $"Art. 3(1); Art. 2(1)(b); {Minimal}",
                "deployer",
                ""
            },
            { "output used in the Union", "Q02=output_in_union", "minimal", $"Art. 3(1); Art. 2(1)(c); {Minimal}", "provider", "" },
            { "manipulation", "Q10=yes", "prohibited", $"{Scope}; {Ban}; Art. 5(1)(a)", "provider", "" },
            { "vulnerability", "Q11=yes", "prohibited", $"{Scope}; {Ban}; Art. 5(1)(b)", "provider", "" },
            { "intimate imagery", "Q12=yes", "prohibited", $"{Scope}; {Ban}; Art. 5(1)(ba), 5(1a), 5(1b)", "provider", "" },
            { "child abuse material", "Q13=yes", "prohibited", $"{Scope}; {Ban}; Art. 5(1)(bb), 5(1a)", "provider", "" },
            { "social scoring", "Q14=yes", "prohibited", $"{Scope}; {Ban}; Art. 5(1)(c)", "provider", "" },
            { "crime from profiling alone", "Q15=profiling_only", "prohibited", $"{Scope}; {Ban}; Art. 5(1)(d)", "provider", "" },
            {
                "crime estimate on facts, use not ticked",
                "Q15=supports_facts",
                "minimal",
                $"{Scope}; Art. 5(1)(d); {Minimal}",
                "provider",
                "check_annex_iii_6 needs_legal_review"
            },
            { "face scraping", "Q16=yes", "prohibited", $"{Scope}; {Ban}; Art. 5(1)(e)", "provider", "" },
            {
                "emotions at work, people told elsewhere",
                "Q17=work_or_school; Q52=yes",
                "prohibited transparency",
                $"{Scope}; Art. 5(1)(f); Art. 3(39); {Ban}; {Told}; Art. 50(3)",
                "provider",
                "preselect_T-3"
            },
            {
                "emotions elsewhere, use forgotten",
                "Q17=elsewhere; Q52=yes",
                "transparency",
                $"{Scope}; Art. 3(39); {Told}; Art. 50(3)",
                "provider",
                "needs_legal_review"
            },
            {
                "sensitive categories",
                "Q18=listed_traits; Q52=yes",
                "prohibited transparency",
                $"{Scope}; Art. 5(1)(g); Art. 3(40); {Ban}; {Told}; Art. 50(3)",
                "provider",
                ""
            },
            { "labelling of data sets", "Q18=dataset_labelling", "minimal", $"{Scope}; Art. 5(1)(g); {Minimal}", "provider", "" },
            { "live identification", "Q19=yes_no_exception", "prohibited", $"{Scope}; {Ban}; Art. 5(1)(h), 5(2)-(7)", "provider", "" },
            {
                "prohibited and high-risk stack",
                $"Q14=yes; {Credit}",
                "prohibited high_risk_annex_iii",
                $"{Scope}; Annex III(5)(b); {Profiling}; {Ban}; {Listed}; Art. 5(1)(c); Art. 43(2)",
                "provider",
                ""
            },
            {
                "medical device",
                MedicalDevice,
                "high_risk_annex_i",
                $"{Scope}; Annex I(A)(11); {SafetyPart}; {Product}; Art. 43(3)",
                "provider",
                "annex_i_section_a"
            },
            {
                "comfort function of a lift",
                "Q30=section_a; Q33=[A1-4]; Q31=non_safety_only",
                "minimal",
                $"{Scope}; Annex I(A)(4); Art. 3(14); Art. 6(1)(a); Art. 6(1a); Art. 6(1b); {Minimal}",
                "provider",
                "not_safety_component"
            },
            {
                "assessed only for radio spectrum",
                "Q30=section_a; Q33=[A1-6]; Q31=is_product; Q32=yes_other_risk_only",
                "minimal",
                $"{Scope}; Annex I(A)(6); Art. 6(1)(a); Art. 6(1c); {Minimal}",
                "provider",
                ""
            },
            {
                "machine, Section B",
                "Q30=section_b; Q33=[A1-21]; Q31=safety_component; Q32=yes_safety",
                "high_risk_annex_i",
                $"{Scope}; Art. 2(2); Annex I(B)(21); {SafetyPart}; {Product}",
                "provider",
                "annex_i_section_b"
            },
            {
                "maker of a Section A product",
                $"Q04=[product_maker]; {MedicalDevice}",
                "high_risk_annex_i",
                $"{Scope}; Annex I(A)(11); {SafetyPart}; {Product}; Art. 25(3); Art. 43(3)",
                "provider product_manufacturer",
                ""
            },
            {
                "both routes: the sector procedure wins",
                $"{MedicalDevice}; Q40=[A3-5]; Q41=[A3-5-d]; Q43=yes",
                "high_risk_annex_i high_risk_annex_iii",
                $"{Scope}; Annex I(A)(11); {SafetyPart}; Annex III(5)(d); {Profiling}; {Product}; {Listed}; Art. 43(3)",
                "provider",
                ""
            },
            {
                "credit scoring",
                Credit,
                "high_risk_annex_iii",
                $"{Scope}; Annex III(5)(b); {Profiling}; {Listed}; Art. 43(2)",
                "provider",
                "annex_iii_match"
            },
            {
                "biometric identification",
                "Q40=[A3-1]; Q41=[A3-1-a]; Q42=no; Q43=yes",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(1)(a); {Profiling}; {Listed}; Art. 43(1)",
                "provider",
                ""
            },
            {
                "one-to-one verification",
                "Q40=[A3-1]; Q41=[A3-1-a]; Q42=yes",
                "minimal",
                $"{Scope}; Annex III(1)(a); Art. 3(36); {Minimal}",
                "provider",
                "annex_iii_excluded"
            },
            {
                "fraud detection",
                "Q40=[A3-5]; Q41=[A3-5-b]; Q42=yes",
                "minimal",
                $"{Scope}; Annex III(5)(b); {Minimal}",
                "provider",
                "annex_iii_excluded"
            },
            { "motor insurance", "Q40=[A3-5]; Q41=[A3-5-c]; Q42=yes", "minimal", $"{Scope}; Annex III(5)(c); {Minimal}", "provider", "" },
            { "travel documents", "Q40=[A3-7]; Q41=[A3-7-d]; Q42=yes", "minimal", $"{Scope}; Annex III(7)(d); {Minimal}", "provider", "" },
            {
                "campaign administration",
                "Q40=[A3-8]; Q41=[A3-8-b]; Q42=yes",
                "minimal",
                $"{Scope}; Annex III(8)(b); {Minimal}",
                "provider",
                ""
            },
            { "area fits, no listed use", "Q40=[A3-3]; Q41=[none]", "minimal", $"{Scope}; {Minimal}", "provider", "" },
            {
                "a use without exclusion skips that question",
                "Q40=[A3-5]; Q41=[A3-5-a,A3-5-b]; Q43=yes",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(5)(a); Annex III(5)(b); {Profiling}; {Listed}; Art. 43(2)",
                "provider",
                ""
            },
            {
                "derogation: narrow task",
                "Q40=[A3-4]; Q41=[A3-4-a]; Q43=no; Q44=D-A; Q45=no; Q46=we_as_provider",
                "annex_iii_derogated",
                $"{Scope}; Annex III(4)(a); Art. 6(3), first subparagraph; Art. 6(4); {Derogated}; Art. 6(3)(a)".Replace(
                    "Art. 6(4); Art. 6(3); Art. 6(4)",
                    "Art. 6(4); Art. 6(3)",
                    StringComparison.Ordinal
                ),
                "provider",
                ""
            },
            {
                "derogation: profiling closes it",
                "Q40=[A3-4]; Q41=[A3-4-a]; Q43=yes",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(4)(a); {Profiling}; {Listed}; Art. 43(2)",
                "provider",
                ""
            },
            {
                "derogation: significant risk",
                "Q40=[A3-4]; Q41=[A3-4-a]; Q43=no; Q44=D-D; Q45=yes",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(4)(a); Art. 6(3), first subparagraph; {Listed}; Art. 43(2)",
                "provider",
                ""
            },
            {
                "derogation: nobody documented it",
                "Q40=[A3-4]; Q41=[A3-4-a]; Q43=no; Q44=D-B; Q45=no; Q46=not_documented",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(4)(a); Art. 6(3), first subparagraph; Art. 6(4); {Listed}; Art. 43(2)",
                "provider",
                "derogation_undocumented"
            },
            {
                "derogation: claimed by a deployer as provider",
                "Q04=[uses]; Q40=[A3-4]; Q41=[A3-4-a]; Q43=no; Q44=D-C; Q45=no; Q46=we_as_provider",
                "annex_iii_derogated",
                $"{Scope}; Annex III(4)(a); Art. 6(3), first subparagraph; Art. 6(4); Art. 6(3); Art. 49(2); Art. 113(c)(i); Art. 6(3)(c)",
                "deployer",
                "needs_legal_review"
            },
            {
                "derogation: none met",
                "Q40=[A3-4]; Q41=[A3-4-a]; Q43=no; Q44=none",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(4)(a); Art. 6(3); {Listed}; Art. 43(2)",
                "provider",
                ""
            },
            { "chat", "Q50=yes", "transparency", $"{Scope}; {Told}; Art. 50(1)", "provider", "" },
            { "obviously a machine", "Q50=obvious", "minimal", $"{Scope}; Art. 50(1); {Minimal}", "provider", "reason_obvious_required" },
            { "synthetic images", "Q51=yes", "transparency", $"{Scope}; {Told}; Art. 50(2), Art. 111(4)", "provider", "" },
            {
                "deep fakes and public text",
                "Q04=[uses]; Q53=yes; Q54=yes",
                "transparency",
                $"{Scope}; {Told}; Art. 50(4), first subparagraph; Art. 50(4), second subparagraph",
                "deployer",
                ""
            },
            {
                "a model on its own",
                "Q01=gpai_model_only; Q04=[model_maker]; Q60=yes; Q61=no; Q62=no",
                "gpai",
                $"Art. 3(63); Art. 2(1)(a); Art. 53(1); Art. 113(b)",
                "gpai_provider",
                ""
            },
            {
                "systemic risk",
                "Q60=yes; Q61=yes; Q62=no",
                "gpai_systemic_risk gpai",
                $"{Scope}; Art. 51(1); Art. 51(2); Art. 52(1); Art. 55(1); Art. 113(b); Art. 3(63); Art. 53(1)",
                "provider gpai_provider",
                ""
            },
            {
                "open model",
                "Q60=yes; Q61=no; Q62=yes",
                "gpai",
                $"{Scope}; Art. 53(2); Art. 54(6); {Model}",
                "provider gpai_provider",
                "gpai_open_source"
            },
            {
                "model maker who places no model",
                "Q04=[model_maker]",
                "minimal",
                $"{Scope}; {Minimal}",
                "gpai_provider",
                "needs_legal_review"
            },
            {
                "own brand on a high-risk system",
                $"Q04=[distributes]; Q05=[rebrand]; {Credit}",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(5)(b); {Profiling}; {Listed}; Art. 25(1)(a); Art. 25(2); Art. 43(2)",
                "provider distributor",
                "art25_rebrand"
            },
            {
                "substantial modification",
                $"Q04=[uses]; Q05=[substantial_modification]; {Credit}",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(5)(b); {Profiling}; {Listed}; Art. 25(1)(b); Art. 25(2); Art. 43(2)",
                "provider deployer",
                ""
            },
            {
                "new purpose",
                $"Q04=[uses]; Q05=[new_purpose]; {Credit}",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(5)(b); {Profiling}; {Listed}; Art. 25(1)(c); Art. 25(2); Art. 43(2)",
                "provider deployer",
                ""
            },
            {
                "own brand, but nothing high-risk",
                "Q04=[distributes]; Q05=[rebrand]",
                "minimal",
                $"{Scope}; {Minimal}",
                "distributor",
                "art25_rebrand"
            },
            {
                "importer and representative",
                $"Q04=[imports,represents]; {Credit}",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(5)(b); {Profiling}; {Listed}; Art. 3(5); Art. 43(2)",
                "importer authorised_representative",
                "established_outside_union"
            },
            {
                "unsure about profiling",
                "Q40=[A3-4]; Q41=[A3-4-a]; Q43=unsure",
                "high_risk_annex_iii",
                $"{Scope}; Annex III(4)(a); {Profiling}; {Listed}; Art. 43(2)",
                "provider",
                "needs_legal_review"
            },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Answers_OfACase_GiveItsClassesRolesAndWholeLegalBasis(
        string name,
        string answers,
        string classes,
        string basis,
        string roles,
        string flags
    )
    {
        var result = Classified(answers);

        Assert.True(result.IsComplete, $"{name}: {result.Next} is open");
        Assert.Equal(classes.Split(' '), result.Classes);
        Assert.Equal(result.Classes[0], result.Headline);
        Assert.Equal(basis.Split("; ").Distinct(), result.LegalBasis);
        Assert.Equal(roles.Split(' ', StringSplitOptions.RemoveEmptyEntries), result.Roles);
        Assert.Subset(result.Flags.ToHashSet(), flags.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet());
        Assert.Equal(flags.Contains("needs_legal_review", StringComparison.Ordinal), result.NeedsLegalReview);
    }

    /// <summary>Placement, assessment date, an obligation, from when it applies (null: suspended), whether Art. 111 is cited.</summary>
    public static TheoryData<string, string, string, string, string?, string> Boundaries =>
        new()
        {
            { Credit, "2027-12-01", "2027-12-03", "OBL-9", null, "Art. 111(2)" },
            { Credit, "2027-12-02", "2027-12-03", "OBL-9", "2027-12-02", "" },
            { Credit, "2027-12-01", "2027-11-30", "OBL-9", "2027-12-02", "" },
            { Credit, "2027-12-01", "2027-12-01", "OBL-9", null, "Art. 111(2)" },
            { $"{Credit}; Q81=[significant_change]", "2027-12-01", "2027-12-03", "OBL-9", "2027-12-02", "" },
            { $"{Credit}; Q81=[for_public_authorities]", "2027-12-01", "2027-12-03", "OBL-9", "2030-08-02", "Art. 111(2)" },
            { Credit, "2027-12-01", "2027-12-03", "OBL-4", "2025-02-02", "Art. 111(2)" },
            { MedicalDevice, "2028-08-01", "2028-09-01", "OBL-9", null, "Art. 111(2)" },
            { MedicalDevice, "2028-08-02", "2028-09-01", "OBL-9", "2028-08-02", "" },
            { "Q51=yes", "2026-08-01", "2026-11-20", "OBL-50-2", "2026-12-02", "Art. 111(4)" },
            { "Q51=yes", "2026-08-02", "2026-11-20", "OBL-50-2", "2026-08-02", "" },
            { "Q60=yes; Q61=no; Q62=no", "2025-08-01", "2026-11-20", "OBL-53-1-a", "2027-08-02", "Art. 111(3)" },
            { "Q60=yes; Q61=no; Q62=no", "2025-08-02", "2026-11-20", "OBL-53-1-a", "2025-08-02", "" },
            { "Q12=yes", "2020-01-01", "2026-11-20", "OBL-5-ba", "2026-12-02", "" },
        };

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void Placement_OnEitherSideOfADate_DecidesFromWhenADutyApplies(
        string answers,
        string placed,
        string judged,
        string obligation,
        string? from,
        string cited
    )
    {
        var result = Classified($"{answers}; Q80={placed}", DateOnly.Parse(judged, System.Globalization.CultureInfo.InvariantCulture));

        var duty = result.Obligations.Single(o => o.Id == obligation);
        Assert.Equal(from, duty.AppliesFrom?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(cited.Length == 0 ? [] : [cited], result.LegalBasis.Where(b => b.StartsWith("Art. 111(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Deployer_OfAHighRiskSystem_OwnsItsDutiesAndRequestsTheSuppliers()
    {
        var duties = Classified($"Q04=[uses]; {Credit}").Obligations;

        Assert.All(
            duties.Where(d => d.Id.StartsWith("OBL-26-", StringComparison.Ordinal) || d.Id is "OBL-27-1" or "OBL-86"),
            d => Assert.True(d.Own, d.Id)
        );
        Assert.All(duties.Where(d => d.Id is "OBL-9" or "OBL-11" or "OBL-43" or "OBL-72" or "OBL-49-1"), d => Assert.False(d.Own, d.Id));
        Assert.Contains(duties, d => d.Id == "OBL-11");
        Assert.Equal(new DateOnly(2026, 8, 2), duties.Single(d => d.Id == "OBL-72").FormalFrom);
        Assert.Equal(new DateOnly(2027, 12, 2), duties.Single(d => d.Id == "OBL-72").AppliesFrom);
    }

    [Theory]
    [InlineData("Q04=[uses]; Q40=[A3-5]; Q41=[A3-5-a]; Q43=yes", false)] // a private deployer of 5(a)
    [InlineData("Q04=[uses]; Q40=[A3-5]; Q41=[A3-5-a]; Q43=yes; Q70=[public_authority]", true)]
    [InlineData("Q04=[uses]; Q40=[A3-5]; Q41=[A3-5-c]; Q42=no; Q43=yes", true)]
    // Critical infrastructure is excepted.
    [InlineData("Q04=[uses]; Q40=[A3-2]; Q41=[A3-2]; Q42=no; Q43=yes; Q70=[public_authority]", false)]
    [InlineData("Q04=[uses]; Q40=[A3-2,A3-5]; Q41=[A3-2,A3-5-a]; Q43=yes; Q70=[public_authority]", true)]
    public void RightsAssessment_IsAskedOnlyOfWhoOwesIt(string answers, bool asked) =>
        Assert.Equal(asked, Classified(answers).Obligations.Any(o => o.Id == "OBL-27-1" && o.Own));

    [Fact]
    public void SectionB_BringsTheSectorActAndNotChapterThree()
    {
        var duties = Classified("Q30=section_b; Q33=[A1-21]; Q31=safety_component; Q32=yes_safety").Obligations;

        Assert.Equal(["OBL-2-2"], duties.Select(d => d.Id));
    }

    [Fact]
    public void CriticalInfrastructure_RegistersNationallyAndOwesNoExplanation()
    {
        var ids = Classified("Q04=[builds_under_own_name,uses]; Q40=[A3-2]; Q41=[A3-2]; Q42=no; Q43=yes")
            .Obligations.Select(o => o.Id)
            .ToList();

        Assert.Contains("OBL-49-5", ids);
        Assert.DoesNotContain("OBL-49-1", ids);
        Assert.DoesNotContain("OBL-86", ids);
    }

    [Fact]
    public void Bans_OfDecember_ArePartOfTheTextWithTheirOwnDate()
    {
        var both = Classified("Q12=yes; Q10=yes");
        var later = Classified("Q12=yes");

        Assert.Equal(new DateOnly(2025, 2, 2), both.ClassDates["prohibited"]);
        Assert.Equal(new DateOnly(2026, 12, 2), later.ClassDates["prohibited"]);
    }

    [Fact]
    public void Answers_OfAnUnfinishedQuestionnaire_StopAtTheFirstOpenQuestion()
    {
        var result = Classified("Q43=yes; Q41=-; Q40=[A3-5]");

        Assert.Equal("Q41", result.Next);
        Assert.Empty(result.Classes); // nothing is minimal before the end
        Assert.Empty(Classifier.Evaluate(Law, new Dictionary<string, GivenAnswer>(), s_today).Value.LegalBasis);
    }

    [Theory]
    [InlineData("Q99=yes", "answers.Q99")]
    [InlineData("Q10=[yes]", "answers.Q10")]
    [InlineData("Q10=maybe", "answers.Q10")]
    [InlineData("Q04=[uses,uses]", "answers.Q04")]
    [InlineData("Q04=[]", "answers.Q04")]
    [InlineData("Q05=[no,rebrand]", "answers.Q05")]
    [InlineData("Q80=2026-02-30", "answers.Q80")]
    [InlineData("Q80=date", "answers.Q80")]
    [InlineData("Q40=[A3-5]; Q41=[A3-4-a]", "answers.Q41")]
    [InlineData("Q30=section_a; Q33=[A1-21]", "answers.Q33")]
    [InlineData("Q04=[uses,unsure]", "answers.Q04")]
    public void Answer_OfAnotherForm_IsRefusedUnderItsQuestion(string answers, string field)
    {
        var refused = Classifier.Evaluate(Law, AnswerSheet.Of(answers), s_today).Refusal;

        Assert.Equal("assessment.answers-not-acceptable", refused?.Code);
        Assert.Equal([field], refused!.Errors.Keys);
    }

    [Fact]
    public void Answers_OffTheRoute_HaveNoEffect()
    {
        var result = Classified("Q01=neither; Q10=yes; Q41=[A3-4-a]");

        Assert.Equal(["out_of_scope"], result.Classes);
        Assert.Equal(["Q01"], result.Route.Select(s => s.Question));
        Assert.Empty(result.Obligations);
    }

    [Fact]
    public void Day_BeforeTheText_IsRefused() =>
        Assert.Equal("assessment.date-before-text", Classifier.Evaluate(Law, AnswerSheet.Of(""), new DateOnly(2026, 7, 26)).Refusal?.Code);

    [Fact]
    public void CreditScoring_UnderTheTextOf2024_AppliesFromAnEarlierDay()
    {
        var before = LawLibrary.Shipped.Find("2024-08-01")!;
        var then = Classifier.Under(before, AnswerSheet.Of(Credit), s_today).Value;
        var now = Classifier.Under(Law, AnswerSheet.Of(Credit), s_today).Value;

        Assert.Equal(now.Classes, then.Classes);
        Assert.Equal(new DateOnly(2026, 8, 2), then.ClassDates["high_risk_annex_iii"]);
        Assert.Equal(new DateOnly(2026, 8, 2), then.Obligations.Single(o => o.Id == "OBL-9").AppliesFrom);
        Assert.Equal(new DateOnly(2027, 12, 2), now.Obligations.Single(o => o.Id == "OBL-9").AppliesFrom);
    }

    [Fact]
    public void LaterBanAndMachines_UnderTheTextOf2024_AreJudgedOtherwise()
    {
        var before = LawLibrary.Shipped.Find("2024-08-01")!;

        Assert.Equal(["minimal"], Classifier.Under(before, AnswerSheet.Of("Q12=yes"), s_today).Value.Classes);
        var machine = Classifier
            .Under(before, AnswerSheet.Of("Q30=section_b; Q33=[A1-21]; Q31=safety_component; Q32=yes_safety"), s_today)
            .Value;
        Assert.Contains("Annex I(A)(1)", machine.LegalBasis);
        Assert.Contains(machine.Obligations, o => o.Id == "OBL-9" && o.AppliesFrom == new DateOnly(2027, 8, 2));
    }

    private static Classification Classified(string answers, DateOnly? date = null)
    {
        var judged = Classifier.Evaluate(Law, AnswerSheet.Of(answers), date ?? s_today);
        Assert.True(judged.IsDone, judged.Refusal?.Message);
        return judged.Value;
    }
}
