using Governance.Domain.Conversations;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Conversations;

/// <summary>The Markdown of comments: what is read of it, and what never comes out of it.</summary>
public sealed class CommentMarkdownTests
{
    [Fact]
    public void Plain_OfEveryKind_IsItsWordsWithoutMarks()
    {
        var text =
            "# Result\n**The first one** is *fine*, `auc` too, says @[USR-0007].\n\n- one\n"
            + "- **two @[USR-0008]**\n\n1. a\n2. b\n\n> quoted\n\n[the report](https://example.org/r) and https://example.org";

        var plain = CommentMarkdown.Plain(text, id => id.Number == 7 ? "Jonas Lindqvist" : null);

        Assert.Equal(
            "Result\nThe first one is fine, auc too, says @Jonas Lindqvist.\n• one\n• two @USR-0008\n1. a\n2. b\nquoted\n"
                + "the report (https://example.org/r) and https://example.org",
            plain
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain * words _ and ** nothing")]
    public void Plain_OfWordsWithoutMarks_IsTheWords(string text) => Assert.Equal(text, CommentMarkdown.Plain(text, _ => null));

    [Fact]
    public void Read_BlocksAndParts_AreFound()
    {
        var blocks = CommentMarkdown.Read(
            "# Result\nSee **this**, *that* and `a*b*c`.\n\n- one\n- two @[USR-0004]\n\n1. first\n2. second\n\n> said\n> before\n\n```\n"
                + "<b>x</b>\n```"
        );

        Assert.Equal(
            [BlockKind.Heading, BlockKind.Paragraph, BlockKind.Bullets, BlockKind.Numbers, BlockKind.Quote, BlockKind.Code],
            blocks.Select(b => b.Kind)
        );
        Assert.Equal(
            [
                (PartKind.Text, "See "),
                (PartKind.Strong, "this"),
                (PartKind.Text, ", "),
                (PartKind.Emphasis, "that"),
                (PartKind.Text, " and "),
                (PartKind.Code, "a*b*c"),
                (PartKind.Text, "."),
            ],
            blocks[1].Lines[0].Select(p => (p.Kind, p.Text))
        );
        Assert.Equal(new UserId(4), blocks[2].Lines[1][1].Person);
        Assert.Equal("said\nbefore", blocks[4].Lines[0][0].Text);
        Assert.Equal("<b>x</b>", blocks[5].Lines[0][0].Text);
    }

    [Theory]
    [InlineData("[the plan](https://wiki.example/plan)", "the plan", "https://wiki.example/plan")]
    [InlineData("see https://wiki.example/plan.", "https://wiki.example/plan", "https://wiki.example/plan")]
    [InlineData("[mail](mailto:ada@test.example)", "mail", "mailto:ada@test.example")]
    [InlineData("![chart](https://wiki.example/chart.png)", "chart", "https://wiki.example/chart.png")]
    public void Read_Address_IsALinkAndNeverAPicture(string text, string words, string href)
    {
        var link = Assert.Single(CommentMarkdown.Read(text)[0].Lines[0], p => p.Kind is PartKind.Link);
        Assert.Equal((words, href), (link.Text, link.Href));
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert`1`)")]
    [InlineData("[x](data:text/html,<b>x</b>)")]
    [InlineData("[x](//evil.example/x)")]
    [InlineData("[x](/admin/users)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](https://bank.example@evil.example/)")]
    public void Read_AddressNobodyShouldFollow_StaysWords(string text) =>
        Assert.DoesNotContain(CommentMarkdown.Read(text)[0].Lines[0], p => p.Href is not null);

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n ")]
    [InlineData("```")]
    [InlineData("- ")]
    [InlineData(">")]
    [InlineData("**")]
    [InlineData("[](")]
    public void Read_AnyText_IsReadWithoutFault(string text) => Assert.NotNull(CommentMarkdown.Read(text));

    [Fact]
    public void Read_TextMadeToBeSlow_LosesNothing()
    {
        var text = string.Concat(Enumerable.Repeat("*[`", 2_600));

        Assert.Equal(
            text,
            string.Concat(
                CommentMarkdown
                    .Read(text)[0]
                    .Lines[0]
                    .Select(p =>
                        p.Kind switch
                        {
                            PartKind.Code => $"`{p.Text}`",
                            PartKind.Emphasis => $"*{p.Text}*",
                            _ => p.Text,
                        }
                    )
            )
        );
    }
}
