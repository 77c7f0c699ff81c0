using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Domain.Reports;

namespace Governance.Domain.Tests.Explanations;

/// <summary>Who may do what with a request for an explanation, and when.</summary>
public sealed class ExplanationRequestTests
{
    private static readonly DateTimeOffset s_now = new(2027, 12, 6, 9, 0, 0, TimeSpan.Zero);
    private static readonly ExplainedDecision s_decision = new(42, "dec-1", s_now.AddDays(-9), "credit-default", "2.0.0");
    private static readonly (UserId Id, string PrintedName) s_writer = (new UserId(1), "Wanda Writer");
    private static readonly (UserId Id, string PrintedName) s_reviewer = (new UserId(2), "Ron Reviewer");

    [Fact]
    public void Request_IsWritten_ReviewedByAnother_AndSent()
    {
        var request = Received();
        Assert.Null(Write(request));
        Assert.Equal(ExplanationState.Drafted, request.State);
        Assert.Equal("explanation.not-reviewed", request.Send(AnswerChannel.Post, null, "Wanda Writer", s_now)?.Code);
        Assert.Equal("explanation.author-cannot-review", request.Approve(s_writer, request.Text!.Sha256, s_now)?.Code);
        Assert.Equal("explanation.text-changed", request.Approve(s_reviewer, new string('0', 64), s_now)?.Code);

        Assert.Null(request.Approve(s_reviewer, request.Text!.Sha256, s_now));
        Assert.Null(request.Send(AnswerChannel.Post, null, "Wanda Writer", s_now));

        Assert.Equal((ExplanationState.Sent, "Ron Reviewer"), (request.State, request.ReviewedByName));
        Assert.False(request.IsOpen);
        Assert.Equal("explanation.closed", Write(request)?.Code);
        Assert.Equal("explanation.closed", request.Withdraw("Wanda Writer", s_now)?.Code);
    }

    [Fact]
    public void AChange_AfterTheReview_HasToBeReviewedAgain_ByNoneOfItsAuthors()
    {
        var request = Received();
        Write(request);
        request.Approve(s_reviewer, request.Text!.Sha256, s_now);

        Assert.Null(Write(request, "Shorter words", s_reviewer));

        Assert.Equal((ExplanationState.Drafted, null), (request.State, request.ReviewedAt));
        Assert.Equal("explanation.not-reviewed", request.Send(AnswerChannel.Email, null, "Wanda Writer", s_now)?.Code);
        Assert.Equal("explanation.author-cannot-review", request.Approve(s_writer, request.Text!.Sha256, s_now)?.Code);
        Assert.Equal("explanation.author-cannot-review", request.Approve(s_reviewer, request.Text!.Sha256, s_now)?.Code);
        Assert.Null(request.Approve((new UserId(3), "Third"), request.Text!.Sha256, s_now));
    }

    [Fact]
    public void AReturnedExplanation_SaysWhy_AndWaitsToBeWrittenAgain()
    {
        var request = Received();
        Assert.Equal("explanation.not-drafted", request.Return(s_reviewer, null, "Nothing there")?.Code);
        Write(request);
        Assert.Equal("explanation.reason-missing", request.Return(s_reviewer, request.Text!.Sha256, " ")?.Code);

        Assert.Null(request.Return(s_reviewer, request.Text!.Sha256, "Say what a score is"));

        Assert.Equal((ExplanationState.Received, "Say what a score is"), (request.State, request.Returned?.Text));
        Write(request);
        Assert.Null(request.Returned);
    }

    [Fact]
    public void ADeclinedRequest_HasAGroundAndAReason()
    {
        var request = Received();
        Assert.Equal("explanation.reason-missing", request.Decline(DeclineGround.OutsideScope, null, "Wanda Writer", s_now)?.Code);

        Assert.Null(request.Decline(DeclineGround.ExceptionInLaw, "The tax code excepts it", "Wanda Writer", s_now));

        Assert.Equal((ExplanationState.Declined, DeclineGround.ExceptionInLaw), (request.State, request.Ground));
        Assert.Equal("explanation.closed", request.Decline(DeclineGround.OtherRight, "Again", "Wanda Writer", s_now)?.Code);
    }

    [Fact]
    public void WhatIsErased_LeavesDaysStatesAndDigests()
    {
        var request = Received();
        Assert.Equal("explanation.still-open", request.Erase(s_now)?.Code);
        Write(request);
        var (person, text) = (request.Person.Sha256, request.Text!.Sha256);
        request.Withdraw("Wanda Writer", s_now);

        Assert.Null(request.Erase(s_now));

        Assert.Equal((null, null, person), (request.Person.Text, request.Person.Salt, request.Person.Sha256));
        Assert.Equal((null, text), (request.Text.Text, request.Text.Sha256));
        Assert.Equal((ExplanationState.Withdrawn, s_now), (request.State, request.ErasedAt));
        Assert.Equal("explanation.already-erased", request.Erase(s_now)?.Code);
    }

    [Fact]
    public void TheText_DoesNotNameThePerson_BecauseTheLetterStays()
    {
        var request = Received();

        Assert.Equal("explanation.names-person", Write(request, "Dear customer 20-4711, your request")?.Code);
        Assert.Equal("explanation.text-missing", Write(request, "  ")?.Code);
        Assert.Equal("explanation.text-missing", Write(request, new string('a', SaltedText.MaxLength + 1))?.Code);
    }

    [Fact]
    public void Receipt_AndDueDay_AreInOrder()
    {
        Assert.Equal("explanation.person-missing", Refused(person: " "));
        Assert.Equal("explanation.person-missing", Refused(person: new string('a', ExplanationRequest.MaxPerson + 1)));
        Assert.Equal("explanation.received-not-valid", Refused(received: s_now.AddSeconds(1)));
        Assert.Equal("explanation.received-not-valid", Refused(received: s_decision.At.AddSeconds(-1)));
        Assert.Equal("explanation.due-not-valid", Refused(due: s_now));
        Assert.Equal("explanation.due-not-valid", Refused(due: s_now.AddDays(ExplanationRequest.MaxDays).AddSeconds(1)));
        Assert.Equal("explanation.language-unknown", Refused(language: "fr"));
        var request = Received();
        Assert.False(request.IsOverdue(request.DueAt.AddSeconds(-1)));
        Assert.True(request.IsOverdue(request.DueAt));
        request.Withdraw("Wanda Writer", s_now);
        Assert.False(request.IsOverdue(request.DueAt));
    }

    [Theory]
    [InlineData("explanation", "EXR-0001", 1, true)]
    [InlineData("explanation", "EXR-0002", 1, false)]
    [InlineData("drift", "EXR-0001", 1, false)]
    [InlineData("explanation", "EXR-0001", -1, false)]
    public void TheLetterThatIsSent_IsOfTheReviewedText(string kind, string subject, int minutes, bool isSent)
    {
        var request = Received();
        Write(request);
        request.Approve(s_reviewer, request.Text!.Sha256, s_now);
        var letter = new Report
        {
            Id = new ReportId(7),
            Kind = kind,
            Subject = subject,
            Format = "pdf",
            RequestedAt = s_now.AddMinutes(minutes),
        };
        Assert.Equal("explanation.letter-not-of-this", request.Send(AnswerChannel.Post, letter, "Wanda Writer", s_now)?.Code);
        letter.Finish(new string('a', 64), 1, new string('b', 64), null, s_now);

        Assert.Equal(
            isSent ? null : "explanation.letter-not-of-this",
            request.Send(AnswerChannel.Post, letter, "Wanda Writer", s_now)?.Code
        );
        Assert.Equal(isSent ? letter.Id : null, request.Letter);
    }

    private static string? Refused(
        string person = "Customer 20-4711",
        DateTimeOffset? received = null,
        DateTimeOffset? due = null,
        string language = "en"
    ) => Receive(person, received ?? s_now, due ?? (received ?? s_now).AddDays(30), language).Refusal?.Code;

    private static ExplanationRequest Received() => Receive("Customer 20-4711", s_now, s_now.AddDays(30), "en").Value;

    private static Result<ExplanationRequest> Receive(string person, DateTimeOffset received, DateTimeOffset due, string language) =>
        ExplanationRequest.Receive(
            new ExplanationRequestId(1),
            s_decision,
            person,
            received,
            due,
            language,
            ("user:USR-0001", "Wanda Writer"),
            s_now
        );

    private static Refusal? Write(
        ExplanationRequest request,
        string text = "The score was low.",
        (UserId Id, string PrintedName)? by = null
    )
    {
        var (id, name) = by ?? s_writer;
        return request.Draft(text, "en", new string('f', 64), (name, [id]), s_now);
    }
}
