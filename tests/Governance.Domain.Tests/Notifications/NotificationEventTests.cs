using Governance.Domain.Identity;
using Governance.Domain.Notifications;

namespace Governance.Domain.Tests.Notifications;

/// <summary>Who is told, by the rules alone.</summary>
public sealed class NotificationEventTests
{
    private static readonly UserId s_ada = new(1);
    private static readonly UserId s_ben = new(2);
    private static readonly UserId s_eve = new(3);

    private static readonly Dictionary<UserId, Reader> s_people = new()
    {
        [s_ada] = new(s_ada, true, new HashSet<string> { Roles.LegalReviewer }),
        [s_ben] = new(s_ben, true, new HashSet<string> { Roles.Administrator }),
        [s_eve] = new(s_eve, false, new HashSet<string> { Roles.LegalReviewer }),
    };

    private static NotificationEvent Asked =>
        new(NotificationKind.SignOffAsked, "APR-0001", "k") { Recipients = [s_ada, s_ben, s_eve, s_ada, new UserId(9)] };

    [Fact]
    public void Readers_TwiceNamedDisabledOrUnknown_AreToldOnceOrNotAtAll() => Assert.Equal([s_ada, s_ben], Asked.Readers(s_people));

    [Fact]
    public void Readers_WhoDidIt_IsNotTold() => Assert.Equal([s_ben], (Asked with { DoneBy = s_ada }).Readers(s_people));

    [Fact]
    public void Readers_OwnAccount_IsToldEvenToWhoDidIt() =>
        Assert.Equal(
            [s_ada],
            new NotificationEvent(NotificationKind.Account, "USR-0001", "k")
            {
                Recipients = [s_ada],
                DoneBy = s_ada,
                TellsDoer = true,
            }.Readers(s_people)
        );

    [Fact]
    public void Readers_WithoutThePermission_IsNotTold() =>
        Assert.Equal(
            [s_ben],
            new NotificationEvent(NotificationKind.Security, "USR-0001", "k") { Recipients = [s_ada, s_ben] }.Readers(s_people)
        );

    [Fact]
    public void Readers_WithoutAnyRole_HearsOnlyWhatConcernsThemAlone()
    {
        var nobody = new Dictionary<UserId, Reader> { [s_ada] = new(s_ada, true, new HashSet<string>()) };

        Assert.Empty((Asked with { Recipients = [s_ada] }).Readers(nobody));
        Assert.Single(new NotificationEvent(NotificationKind.Account, "USR-0001", "k") { Recipients = [s_ada] }.Readers(nobody));
    }

    [Fact]
    public void Rules_EveryKind_HasOneAndWords()
    {
        foreach (var kind in Enum.GetValues<NotificationKind>())
        {
            Assert.Equal(kind, KindRule.Of(kind).Kind);
            foreach (var stage in Enum.GetValues<NotificationStage>())
            {
                var text = NotificationTexts.Of(
                    kind,
                    stage,
                    "APR-0001",
                    new Dictionary<string, string> { [NotificationTexts.Due] = "2026-11-20T16:05:00Z" },
                    TimeZoneInfo.Utc
                );
                Assert.False(string.IsNullOrWhiteSpace(text.Title), $"{kind} {stage}");
            }
        }
    }

    [Fact]
    public void Words_DueTime_IsWrittenInTheReadersZone()
    {
        var words = new Dictionary<string, string>
        {
            [NotificationTexts.Thing] = "Fraud scorer 1.4.0 for production",
            ["slot"] = "legal approver",
            [NotificationTexts.Due] = "2026-11-20T16:05:00Z",
        };

        Assert.Equal(
            "Sign Fraud scorer 1.4.0 for production as legal approver",
            NotificationTexts.Of(NotificationKind.SignOffAsked, NotificationStage.New, "APR-0001", words, TimeZoneInfo.Utc).Title
        );
        Assert.Equal(
            "Due Fri 20 Nov 16:05 UTC.",
            NotificationTexts.Of(NotificationKind.SignOffAsked, NotificationStage.New, "APR-0001", words, TimeZoneInfo.Utc).Detail
        );
        Assert.Equal(
            "Due Fri 20 Nov 17:05.",
            NotificationTexts
                .Of(
                    NotificationKind.SignOffAsked,
                    NotificationStage.New,
                    "APR-0001",
                    words,
                    TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen")
                )
                .Detail
        );
    }
}
