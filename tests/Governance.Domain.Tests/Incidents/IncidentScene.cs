using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Risks;

namespace Governance.Domain.Tests.Incidents;

/// <summary>A small law, a small playbook and people, for the rules of incidents.</summary>
internal static class IncidentScene
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 42, 0, TimeSpan.Zero);
    public static readonly UserId Engineer = new(1);
    public static readonly UserId Lawyer = new(2);

    public static SeriousIncidentLaw Law { get; } = SeriousIncidentLaw.Read(LawJson());

    public static SeriousQuestions Questions { get; } = SeriousQuestions.Read(QuestionsJson(), Law);

    public static Playbook Playbook { get; } = Playbook.Read(PlaybookJson());

    public static JsonObject LawJson() =>
        Parse(
            """
            {"harm_categories":[
              {"id":"SI-A","ref":"Art. 3(49)(a)","title":"Death or serious harm to health",
               "clock_default":"CLK-15","clock_if_death":"CLK-10"},
              {"id":"SI-B","ref":"Art. 3(49)(b)","title":"Critical infrastructure","clock_default":"CLK-2"},
              {"id":"SI-C","ref":"Art. 3(49)(c)","title":"Fundamental rights","clock_default":"CLK-15"}],
             "widespread_infringement":{"ref":"Art. 3(61)","clock":"CLK-2","test":"Two Member States."},
             "clocks":[
              {"id":"CLK-15","ref":"Art. 73(2)","limit_days":15,"starts":"awareness","also":"at once","severity_note":""},
              {"id":"CLK-10","ref":"Art. 73(4)","limit_days":10,"starts":"awareness","also":"at once","severity_note":"Death."},
              {"id":"CLK-2","ref":"Art. 73(3)","limit_days":2,"starts":"awareness","also":"at once","severity_note":"Widespread."}],
             "clock_rules":["Count calendar days."],"recipients":[],"narrowing_rules":[],"elements":[],"date_note":"2026-08-02"}
            """
        );

    public static JsonObject QuestionsJson() =>
        Parse(
            """
            {"version":"1","questions":[
              {"id":"SQ1","ask":"Death?","why":"w","ref":"Art. 73(4)","effect":"death","harm":"SI-A"},
              {"id":"SQ2","ask":"Infrastructure?","why":"w","ref":"Art. 73(3)","effect":"harm","harm":"SI-B"},
              {"id":"SQ3","ask":"Rights?","why":"w","ref":"Art. 3(49)(c)","effect":"harm","harm":"SI-C"},
              {"id":"SQ4","ask":"Widespread?","why":"w","ref":"Art. 3(61)","effect":"widespread"}]}
            """
        );

    public static JsonObject PlaybookJson() =>
        Parse(
            """
            {"id":"test","version":1,"title":"Test","categories":[],
             "steps":[
              {"id":"detect","kind":"open","phase":"detection","title":"Detect","what":"w","needs":[]},
              {"id":"contain","kind":"contain","phase":"containment","title":"Contain","what":"w","needs":["detect"]},
              {"id":"freeze","kind":"freeze","phase":"forensics","title":"Freeze","what":"w","needs":["contain"]},
              {"id":"classify","kind":"classify","phase":"forensics","title":"Classify","what":"w","needs":["detect"]},
              {"id":"notify","kind":"notify","phase":"communication","title":"Notify","what":"w","needs":["classify"]},
              {"id":"call","kind":"task","phase":"communication","title":"Call","what":"w","needs":["contain"],"may_skip":true},
              {"id":"recover","kind":"recover","phase":"recovery","title":"Recover","what":"w","needs":["contain","freeze"]},
              {"id":"learn","kind":"post-mortem","phase":"post-mortem","title":"Learn","what":"w","needs":["recover","classify"]}],
             "audiences":[
              {"id":"authority","name":"Authority","subject":"s","draft":"d"},
              {"id":"owners","name":"Owners","subject":"s","draft":"d"}]}
            """
        );

    public static IncidentFacts Facts() =>
        new("Stale feed", RiskCategory.DataQuality, IncidentSeverity.Severe, Engineer) { Versions = [("credit", "2.0.0")] };

    public static Incident Opened(IncidentFacts? facts = null)
    {
        var opened = Incident.Open(new(1), facts ?? Facts(), Playbook, "user:USR-0001", "Engineer", Now);
        Assert.True(opened.IsDone, opened.Refusal?.Message);
        return opened.Value;
    }

    public static IncidentClass Class(CausalLink link = CausalLink.Likely, params (string Question, SeriousAnswer Answer)[] said)
    {
        var answers = Questions.Questions.ToDictionary(q => q.Id, _ => SeriousAnswer.No, StringComparer.Ordinal);
        foreach (var (question, answer) in said)
        {
            answers[question] = answer;
        }

        return new()
        {
            Questions = "1",
            Answers = answers,
            CausalLink = link,
            Finding = Questions.Judge(Law, answers, link).Value,
            ProposedBy = Engineer,
            ProposedByName = "Engineer",
            ProposedAt = Now,
        };
    }

    public static IReadOnlyList<ClockState> States(this Incident incident, DateTimeOffset at) =>
        [.. incident.Clocks(Law, at).Select(c => c.State)];

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
