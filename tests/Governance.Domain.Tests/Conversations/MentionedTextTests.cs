using Governance.Domain.Conversations;

namespace Governance.Domain.Tests.Conversations;

/// <summary>Who is mentioned in a text, and how the text is stored and shown.</summary>
public sealed class MentionedTextTests
{
    private static readonly Mentionable s_ada = new(new(1), "Ada Low", "ada@test.example", IsActive: true, MayRead: true);
    private static readonly Mentionable s_ben = new(new(2), "Ben", "ben@test.example", IsActive: true, MayRead: true);
    private static readonly Mentionable s_lowe = new(new(4), "Ada Lowe", "lowe@test.example", IsActive: true, MayRead: true);

    [Theory]
    [InlineData("Look at this, @Ada Low", "Look at this, @[USR-0001]")]
    [InlineData("@ada@test.example please", "@[USR-0001] please")]
    [InlineData("@ADA LOWE and @Ben.", "@[USR-0004] and @[USR-0002].")]
    [InlineData("(@[USR-0002]) and again @ben", "(@[USR-0002]) and again @[USR-0002]")]
    [InlineData("@[usr-0002]", "@[USR-0002]")]
    [InlineData("mail ada@test.example or x@Ben", "mail ada@test.example or x@Ben")]
    [InlineData("@Benny, @nobody, @ben@other.example and @", "@Benny, @nobody, @ben@other.example and @")]
    [InlineData("@[not an id] @[", "@[not an id] @[")]
    public void Resolve_NameAddressOrId_IsStoredAsTheId(string text, string stored) =>
        Assert.Equal(stored, MentionedText.Resolve(text, [s_ada, s_ben, s_lowe], "APR-0001").Value.Text);

    [Fact]
    public void Resolve_SomebodyTwice_NamesThemOnceInTheOrderOfTheText() =>
        Assert.Equal(
            [s_ben.Id, s_ada.Id],
            MentionedText.Resolve("@Ben @Ada Low @ben@test.example", [s_ada, s_ben, s_lowe], "APR-0001").Value.People
        );

    [Fact]
    public void Resolve_WhoCannotBeMentioned_IsRefusedByName()
    {
        Refused("comment.mention-unknown", "USR-0009", "@[USR-0009]", s_ada);
        Refused("comment.mention-disabled", "Ada Low", "@Ada Low", s_ada with { IsActive = false });
        Refused(
            "comment.mention-cannot-read",
            "Ada Low does not have access to APR-0001",
            "@ada@test.example",
            s_ada with
            {
                MayRead = false,
            }
        );
        Refused("comment.mention-ambiguous", "Ada Low", "@Ada Low", s_ada, s_lowe with { Name = "ada low" });
    }

    [Fact]
    public void Resolve_MorePeopleThanOneTextCanMention_IsRefused()
    {
        var people = Enumerable
            .Range(1, MentionedText.Most + 1)
            .Select(n => new Mentionable(new(n), $"P{n}", $"p{n}@test.example", true, true))
            .ToList();

        Assert.True(
            MentionedText.Resolve(string.Join(' ', people.Take(MentionedText.Most).Select(p => $"@{p.Email}")), people, "APR-0001").IsDone
        );
        Assert.Equal(
            "comment.too-many-mentions",
            MentionedText.Resolve(string.Join(' ', people.Select(p => $"@{p.Email}")), people, "APR-0001").Refusal?.Code
        );
    }

    [Fact]
    public void Show_NameThatIsGone_LeavesTheId() =>
        Assert.Equal("@Ada Low and @USR-0002", MentionedText.Show("@[USR-0001] and @[USR-0002]", id => id == s_ada.Id ? "Ada Low" : ""));

    private static void Refused(string code, string words, string text, params Mentionable[] people)
    {
        var refusal = MentionedText.Resolve(text, people, "APR-0001").Refusal;
        Assert.Equal(code, refusal?.Code);
        Assert.Contains(words, refusal!.Message, StringComparison.Ordinal);
    }
}
