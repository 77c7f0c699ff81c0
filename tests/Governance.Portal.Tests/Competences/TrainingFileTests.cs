using System.Text;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Portal.Compliance.Competences.Import;

namespace Governance.Portal.Tests.Competences;

/// <summary>What becomes of each line of a file of trainings.</summary>
public sealed class TrainingFileTests
{
    private static readonly DateOnly s_today = new(2026, 11, 24);

    private static readonly IReadOnlyList<CompetenceTopic> s_topics =
    [
        CompetencePlan.Usual[0] with
        {
            Courses = ["AI basics", "https://lms.example/courses/ai-basics"],
        },
        CompetencePlan.Usual[1],
    ];

    [Fact]
    public void Table_IsReadLineByLine_AndSaysWhatIsWrong()
    {
        var lines = Read(
            """
            email;course;provider;completed;valid until;topic
            ann@bank.example;AI basics;Academy;2026-11-02;;
            bob@bank.example;Safe AI;Academy;03.11.2026;31.12.2027;security-sign-off
            bob@bank.example;safe ai;Academy;2026-11-03;;Security sign-off
            cid@bank.example;Cooking;Academy;2026-11-03;;
            dan;AI basics;Academy;11/12/2026;;
            eve@bank.example;AI basics;Academy;2027-01-01;;
            """
        ).Value;

        Assert.Equal(
            [
                TrainingVerdict.Import,
                TrainingVerdict.Import,
                TrainingVerdict.Duplicate,
                TrainingVerdict.Wrong,
                TrainingVerdict.Wrong,
                TrainingVerdict.Wrong,
            ],
            lines.Select(l => l.Verdict)
        );
        Assert.Equal([2, 3, 4, 5, 6, 7], lines.Select(l => l.Line));
        Assert.Equal(("ai-literacy", "security-sign-off"), (lines[0].Topic, lines[1].Topic));
        Assert.Equal(new DateOnly(2027, 12, 31), lines[1].Training.ValidUntil);
        Assert.Equal("Line 3 has the same training.", Assert.Single(lines[2].Problems));
        Assert.Contains("No topic names the course “Cooking”", Assert.Single(lines[3].Problems), StringComparison.Ordinal);
        Assert.Equal(2, lines[4].Problems.Count);
        Assert.Contains("“11/12/2026” is not a date.", lines[4].Problems[1], StringComparison.Ordinal);
        Assert.Contains("cannot be in the future", Assert.Single(lines[5].Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Email Address,Course Title,Lesson Status,Completed Date\na@b.example,AI basics,{0},2026-11-02", "passed", true)]
    [InlineData("Email Address,Course Title,Lesson Status,Completed Date\na@b.example,AI basics,{0},2026-11-02", "incomplete", false)]
    [InlineData(
        "Learner Email,Course Title,Registration Completion,Registration Success,Completed Date\n"
            + "a@b.example,AI basics,COMPLETED,{0},2026-11-02T08:00:00Z",
        "PASSED",
        true
    )]
    [InlineData(
        "Learner Email,Course Title,Registration Completion,Registration Success,Completed Date\n"
            + "a@b.example,AI basics,COMPLETED,{0},2026-11-02T08:00:00Z",
        "FAILED",
        false
    )]
    [InlineData(
        "User Email,Training Title,Transcript Status,Transcript Completed Date\na@b.example,AI basics,{0},2026-11-02",
        "Registered",
        false
    )]
    public void ScormExport_CountsWhatWasCompleted(string csv, string status, bool completed)
    {
        var line = Assert.Single(Read(csv.Replace("{0}", status, StringComparison.Ordinal), new(Provider: "Academy")).Value);

        Assert.Equal(completed ? TrainingVerdict.Import : TrainingVerdict.NotCompleted, line.Verdict);
        Assert.Equal(CompetenceSource.Scorm, line.Training.Source);
    }

    [Theory]
    [InlineData("http://activitystrea.ms/schema/1.0/complete", "\"Basics of AI\"", TrainingVerdict.Import)]
    [InlineData("http://adlnet.gov/expapi/verbs/Completed", "{\"en-US\":\"Basics of AI\"}", TrainingVerdict.Import)]
    [InlineData("http://id.tincanapi.com/verb/viewed", "{\"en-US\":\"Basics of AI\"}", TrainingVerdict.NotCompleted)]
    public void Statement_AsLearningProgramsWriteIt_IsRead(string verb, string name, TrainingVerdict verdict)
    {
        var line = Assert.Single(
            Read(
                $$$"""
                {"actor":{"mbox":"mailto:ann@bank.example","name":"Ann"},"verb":{"id":"{{{verb}}}"},
                 "object":{"id":"https://lms.example/courses/ai-basics","definition":{"name":{{{name}}}}},
                 "timestamp":"2026-11-02T13:41:09.302000-05:00"}
                """,
                new(Provider: "Academy")
            ).Value
        );

        Assert.Equal((verdict, "Basics of AI"), (line.Verdict, line.Training.Course));
    }

    // xAPI 1.0.3, Part Two, 2.3.2 and 2.4.2.2: a voided statement counts as if no one had made it, and a group is not a person.
    [Fact]
    public void Statements_ThatAreVoided_OrOfAGroup_AreNoTrainingOfAPerson()
    {
        const string Rest = """
            "verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},"timestamp":"2026-11-02T09:00:00Z",
            "object":{"id":"https://lms.example/courses/ai-basics","definition":{"name":{"en":"Basics of AI"}}}
            """;
        var lines = Read(
            """
            [
              {"id":"e05aa883-acaf-40ad-bf54-02c8ce485fb0","actor":{"mbox":"mailto:ann@bank.example"},REST},
              {"id":"8f87ccde-bb56-4c2e-ab83-44982ef22df0","actor":{"mbox":"mailto:bob@bank.example"},REST},
              {"actor":{"mbox":"mailto:admin@bank.example"},"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},
               "object":{"objectType":"StatementRef","id":"E05AA883-acaf-40ad-bf54-02c8ce485fb0"}},
              {"actor":{"objectType":"Group","name":"Desk","mbox":"mailto:desk@bank.example","member":[]},REST}
            ]
            """.Replace("REST", Rest, StringComparison.Ordinal),
            new(Provider: "Academy")
        ).Value;

        Assert.Equal(
            [TrainingVerdict.NotCompleted, TrainingVerdict.Import, TrainingVerdict.NotCompleted, TrainingVerdict.Wrong],
            lines.Select(l => l.Verdict)
        );
        Assert.Contains("The e-mail address of the person is missing.", lines[3].Problems);
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?>\n<manifest/>", "This is an XML document, which is not read here.")]
    [InlineData("<!DOCTYPE html><html></html>", "This is an HTML page, which is not read here.")]
    [InlineData("%PDF-1.7 certificate", "This is a PDF document, which is not read here.")]
    public void File_OfAnotherForm_SaysWhatItIs(string text, string says)
    {
        Assert.Contains(says, Read(text).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statements_CountByVerbAndResult()
    {
        const string Course = """
            "object":{"id":"https://lms.example/courses/ai-basics","definition":{"name":{"en":"Basics of AI"}}},
            "timestamp":"2026-11-02T09:00:00Z","context":{"platform":"LMS"}
            """;
        const string Ann = "\"actor\":{\"mbox\":\"mailto:ann@bank.example\"}";
        const string Verb = "\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/";
        var lines = Read(
            """
            {"statements":[
              {"id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee",ANN,VERB/completed"},COURSE},
              {"actor":{"account":{"homePage":"https://lms.example","name":"bob@bank.example"}},VERB/passed"},COURSE},
              {ANN,VERB/passed"},COURSE,"result":{"success":false}},
              {ANN,VERB/attempted"},COURSE},
              {ANN,VERB/completed"},COURSE},
              7
            ],"more":""}
            """.Replace("ANN", Ann, StringComparison.Ordinal).Replace("VERB/", Verb, StringComparison.Ordinal).Replace(
                "COURSE",
                Course,
                StringComparison.Ordinal
            )
        ).Value;

        Assert.Equal(
            [
                TrainingVerdict.Import,
                TrainingVerdict.Import,
                TrainingVerdict.NotCompleted,
                TrainingVerdict.NotCompleted,
                TrainingVerdict.Duplicate,
                TrainingVerdict.Wrong,
            ],
            lines.Select(l => l.Verdict)
        );
        Assert.Equal(("ann@bank.example", "ai-literacy", "Basics of AI"), (lines[0].Email, lines[0].Topic, lines[0].Training.Course));
        Assert.Equal(("LMS", "urn:uuid:6690e6c9-3ef0-4ed3-8b37-7f3964730bee"), (lines[0].Training.Provider, lines[0].Training.Reference));
    }

    // adlnet/xAPI-SCORM-Profile, statements/…terminating.attempt…/ang.roses.stmt9.terminated.json: by this profile the statement that
    // ends an attempt says how it stands, and the others need not be there.
    [Theory]
    [InlineData("terminated", "{\"completion\":true,\"success\":true}", TrainingVerdict.Import)]
    [InlineData("terminated", "{\"completion\":true}", TrainingVerdict.Import)]
    [InlineData("terminated", "{\"completion\":true,\"success\":false}", TrainingVerdict.NotCompleted)]
    [InlineData("terminated", "{\"completion\":false}", TrainingVerdict.NotCompleted)]
    [InlineData("terminated", "{\"success\":true}", TrainingVerdict.NotCompleted)]
    [InlineData("suspended", "{\"completion\":true}", TrainingVerdict.NotCompleted)]
    [InlineData("answered", "{\"completion\":true,\"success\":true}", TrainingVerdict.NotCompleted)]
    public void Statement_ThatEndsAnAttempt_CountsByItsResult(string verb, string result, TrainingVerdict verdict)
    {
        var line = Assert.Single(
            Read(
                $$$$"""
                {"actor":{"mbox":"mailto:ann@bank.example"},"verb":{"id":"http://adlnet.gov/expapi/verbs/{{{{verb}}}}"},
                 "result":{{{{result}}}},
                 "object":{"id":"https://lms.example/courses/ai-basics","definition":{"name":{"en":"Basics of AI"}}},
                 "timestamp":"2026-11-02T09:00:00Z","context":{"platform":"LMS"}}
                """
            ).Value
        );

        Assert.Equal(verdict, line.Verdict);
    }

    [Theory]
    [InlineData("[{\"a\":", "This is not valid JSON at line 1, byte ")]
    [InlineData("name,day\nAnn,2026-11-02", "The e-mail address, the course and the date of completion are required")]
    [InlineData("email,course,completed\n\"ann", "quotation mark")]
    [InlineData("email,course,completed", "The file contains no training records.")]
    public void WhatIsNoFileOfTrainings_IsRefused(string text, string why) =>
        Assert.Contains(why, Read(text).Refusal!.Message, StringComparison.Ordinal);

    private static Result<TrainingLine[]> Read(string text, TrainingDefaults? defaults = null) =>
        TrainingFile.Read(Encoding.UTF8.GetBytes(text), s_topics, defaults ?? new(), s_today);
}
