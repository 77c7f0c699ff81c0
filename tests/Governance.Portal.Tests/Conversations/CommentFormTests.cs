using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Data;
using Governance.Domain.Conversations;
using Governance.Portal.Approvals.Conversations;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Conversations;

/// <summary>The box a comment is written in: the list of people, files, and the draft.</summary>
public sealed class CommentFormTests : ComponentTest
{
    private readonly BunitAuthorizationContext _authorization;
    private readonly BunitJSModuleInterop _handle;
    private ApprovalsScene? _scene;
    private ConversationSubject _subject = null!;

    public CommentFormTests()
    {
        var module = JSInterop.SetupModule("./_content/Governance.Portal.Approvals/Conversations/CommentForm.razor.js");
        _handle = module.SetupModule("attach", _ => true);
        _handle.SetupVoid("insert", _ => true).SetVoidResult();
        _handle.SetupVoid("end").SetVoidResult();
        JSInterop.SetupVoid("Blazor._internal.InputFile.init", _ => true);
        Add<PostComment>();
        Add<ListComments>();
        Add<MentionedPeople>();
        Add<WritingDrafts>();
        Add<ChangeFeed>();
        Services.AddScoped<CurrentActor>();
        _authorization = AddAuthorization();
        _authorization.SetAuthorized("writer");
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_DrivenByKeys_MentionsTheChosenPerson()
    {
        var cut = await StartAsync();
        var box = cut.Find("textarea");
        Assert.Null(box.GetAttribute("aria-controls"));

        await cut.InvokeAsync(() => cut.Instance.AskAsync("test.example"));
        var options = cut.FindAll("[role=option]");
        Assert.Equal(cut.Find("[role=listbox]").Id, cut.Find("textarea").GetAttribute("aria-controls"));
        Assert.Equal(options[0].Id, cut.Find("textarea").GetAttribute("aria-activedescendant"));
        Assert.DoesNotContain(options, o => o.TextContent.Contains("engineer@test.example", StringComparison.Ordinal)); // who writes

        await cut.InvokeAsync(() => cut.Instance.KeyAsync("ArrowDown"));
        Assert.Equal(options[1].Id, cut.Find("[aria-selected=true]").Id);
        await cut.InvokeAsync(() => cut.Instance.KeyAsync("ArrowUp"));
        await cut.InvokeAsync(() => cut.Instance.KeyAsync("ArrowUp"));
        Assert.Equal(cut.FindAll("[role=option]").Last(o => !o.HasAttribute("aria-disabled")).Id, cut.Find("[aria-selected=true]").Id);
        await cut.InvokeAsync(() => cut.Instance.KeyAsync("ArrowDown"));
        await cut.InvokeAsync(() => cut.Instance.KeyAsync("Enter"));

        Assert.Empty(cut.FindAll("[role=listbox]"));
        // A textbox, which takes these attributes and no aria-expanded.
        var named = cut.ByRole("textbox", "Comment");
        Assert.Equal(
            ("list", "listbox", null),
            (named.GetAttribute("aria-autocomplete"), named.GetAttribute("aria-haspopup"), named.GetAttribute("aria-expanded"))
        );
        Assert.Single(_handle.Invocations["insert"]);
        await cut.InvokeAsync(() => cut.Instance.AskAsync(""));
        Assert.NotEmpty(cut.FindAll("[role=option]"));
        await cut.InvokeAsync(() => cut.Instance.KeyAsync("Escape"));
        Assert.Empty(cut.FindAll("[role=listbox]"));
    }

    [Fact]
    public async Task List_ThatComesAfterAnArrow_KeepsWhoWasChosen()
    {
        var cut = await StartAsync();
        await cut.InvokeAsync(() => cut.Instance.AskAsync("test.exampl"));
        await cut.InvokeAsync(() => cut.Instance.KeyAsync("ArrowDown"));
        var chosen = cut.Find("[aria-selected=true]").TextContent;
        Assert.NotEqual(chosen, cut.FindAll("[role=option]")[0].TextContent);

        await cut.InvokeAsync(() => cut.Instance.AskAsync("test.example"));
        Assert.Equal(chosen, cut.Find("[aria-selected=true]").TextContent);

        // No one was chosen by key in a list that is opened again.
        await cut.InvokeAsync(() => cut.Instance.KeyAsync("Escape"));
        await cut.InvokeAsync(() => cut.Instance.AskAsync("test.example"));
        Assert.Equal(cut.FindAll("[role=option]")[0].TextContent, cut.Find("[aria-selected=true]").TextContent);
    }

    [Fact]
    public async Task List_DisabledAccount_IsShownAndNotOffered()
    {
        var cut = await StartAsync();
        await using (var db = await _scene!.Portal.Databases.CreateDbContextAsync(Ct))
        {
            (await db.Users.SingleAsync(u => u.Id == _scene.Legal.User!.Value.Number, Ct)).DisabledAt = _scene.Clock.GetUtcNow();
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        await cut.InvokeAsync(() => cut.Instance.AskAsync("legal@"));

        Assert.Equal("true", Assert.Single(cut.FindAll("[role=option]")).GetAttribute("aria-disabled"));
        Assert.Null(cut.Find("textarea").GetAttribute("aria-activedescendant"));
        await cut.Find("[role=option]").ClickAsync(new());
        Assert.Empty(_handle.Invocations["insert"]);
    }

    [Fact]
    public async Task Draft_IsStoredWhenTypingRests_AndThereAgainForTheNextPage()
    {
        var cut = await StartAsync();
        await cut.Find("textarea").InputAsync(new ChangeEventArgs { Value = "Which" });
        Clock.Advance(TimeSpan.FromSeconds(1));
        await cut.Find("textarea").InputAsync(new ChangeEventArgs { Value = "Which test" });
        Clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Null(await DraftAsync());
        Clock.Advance(TimeSpan.FromSeconds(1));
        cut.WaitForAssertion(() => Assert.Contains("Draft saved.", cut.Markup, StringComparison.Ordinal));
        Assert.Equal("Which test", (await DraftAsync())?.Text);

        var other = RenderForm();
        Assert.Equal("Which test", other.Find("textarea").GetAttribute("value"));
        Assert.Contains("Your draft was restored.", other.Markup, StringComparison.Ordinal);
        await other.Find("form").SubmitAsync();

        other.WaitForAssertion(() => Assert.True(string.IsNullOrEmpty(other.Find("textarea").GetAttribute("value"))));
        Assert.Null(await DraftAsync());
        Assert.Equal("Which test", Assert.Single((await _scene!.Get<ListComments>().NewestAsync(_subject, 10, Ct)).Items).Text);
    }

    [Fact]
    public async Task Files_AreTakenListedRemovedAndPosted()
    {
        var cut = await StartAsync();
        var field = cut.FindComponent<InputFile>();

        field.UploadFiles(InputFileContent.CreateFromText("<html>", "page.html"));
        cut.WaitForAssertion(() =>
            Assert.Contains(
                "page.html has a file type that is not accepted",
                cut.Find("[role=alert]").TextContent,
                StringComparison.Ordinal
            )
        );
        cut.FindComponent<InputFile>()
            .UploadFiles(InputFileContent.CreateFromText("a,b", "rows.csv"), InputFileContent.CreateFromText("words", "notes.txt"));
        cut.WaitForAssertion(() => Assert.Equal(2, cut.FindAll("ul[aria-label='Files to post'] button").Count));
        await cut.ByRole("button", "Remove rows.csv").ClickAsync(new());
        await cut.Find("textarea").InputAsync(new ChangeEventArgs { Value = "See the notes" });
        await cut.Find("form").SubmitAsync();

        cut.WaitForAssertion(() => Assert.Empty(cut.FindAll("ul[aria-label='Files to post']")));
        var comment = Assert.Single((await _scene!.Get<ListComments>().NewestAsync(_subject, 10, Ct)).Items);
        Assert.Equal("notes.txt", Assert.Single(comment.Attachments).FileName);
    }

    [Fact]
    public async Task Panel_CommentOfSomebodyElse_AppearsByItself_WithNothingToChangeIt()
    {
        await StartAsync();
        var cut = Render<ConversationPanel>(p => p.Add(c => c.Subject, _subject));
        Assert.Contains("No comments yet.", cut.Markup, StringComparison.Ordinal);

        await _scene!
            .Get<PostComment>()
            .RunAsync(
                _scene.Security,
                _subject,
                "Look, **@engineer@test.example**, and @legal@test.example: <img src=x> ![x](https://evil.example/x.png)",
                [],
                Ct
            );

        cut.WaitForAssertion(() => Assert.Single(cut.FindAll("article")));
        Assert.Empty(cut.FindAll("img"));
        Assert.Contains("<img src=x>", cut.Find(".comment-body").TextContent, StringComparison.Ordinal);
        Assert.Equal("noopener noreferrer nofollow", cut.Find(".comment-body a").GetAttribute("rel"));
        Assert.StartsWith("@", cut.Find(".mention").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("[USR-", cut.Find(".comment-body").TextContent, StringComparison.Ordinal);
        Assert.Empty(cut.FindAll("article button"));
    }

    private protected override PortalFactory? Running => _scene?.Portal;

    private async Task<IRenderedComponent<CommentForm>> StartAsync()
    {
        _scene = await ApprovalsScene.CreateAsync();
        _subject = ConversationSubject.Of(await _scene.RequestAsync());
        var engineer = _scene.Engineer;
        _authorization.SetClaims(
            new Claim(PortalClaims.User, engineer.User!.Value.Number.ToString(CultureInfo.InvariantCulture)),
            new Claim(PortalClaims.Role, engineer.Role!),
            new Claim(PortalClaims.Session, engineer.Session!)
        );
        return RenderForm();
    }

    private IRenderedComponent<CommentForm> RenderForm() => Render<CommentForm>(p => p.Add(c => c.Subject, _subject));

    private Task<WrittenDraft?> DraftAsync() =>
        _scene!.Get<WritingDrafts>().ReadAsync(_scene.Engineer, WritingDrafts.OfComment(_subject), Ct);

    private void Add<T>()
        where T : class => Services.AddSingleton(_ => _scene!.Get<T>());
}
