using Governance.Data;
using Governance.Data.Conversations;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Conversations;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Conversations;

/// <summary>What someone is writing is theirs alone, and ends with the posting or after a month.</summary>
public sealed class WritingDraftsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Draft_IsItsWritersOnEveryDevice_AndEndsWithThePosting(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var subject = ConversationSubject.Of(await scene.RequestAsync());
        var (drafts, place) = (scene.Get<WritingDrafts>(), WritingDrafts.OfComment(subject));
        var entries = (await scene.LogAsync()).Count;

        Assert.True(await drafts.SaveAsync(scene.Engineer, place, "Which", Ct));
        Assert.True(await drafts.SaveAsync(scene.Engineer, place, "Which test set?", Ct));

        Assert.Equal(
            "Which test set?",
            (await drafts.ReadAsync(Actor.OfUser(scene.Engineer.User!.Value, Roles.Engineer, session: null), place, Ct))?.Text
        );
        Assert.Null(await drafts.ReadAsync(scene.Security, place, Ct));
        Assert.Null(await drafts.ReadAsync(scene.Engineer, "comment/APR-0009", Ct));
        Assert.Equal(entries, (await scene.LogAsync()).Count);
        Assert.False((await scene.Get<PostComment>().RunAsync(scene.Engineer, subject, " ", [], Ct)).IsDone);
        Assert.NotNull(await drafts.ReadAsync(scene.Engineer, place, Ct));
        Assert.True((await scene.Get<PostComment>().RunAsync(scene.Engineer, subject, "Which test set?", [], Ct)).IsDone);
        Assert.Null(await drafts.ReadAsync(scene.Engineer, place, Ct));
    }

    [Fact]
    public async Task Draft_EmptyTooLongOrOfNobody_IsNotKept()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (drafts, place) = (scene.Get<WritingDrafts>(), "comment/APR-0001");

        Assert.False(await drafts.SaveAsync(Actor.Host, place, "words", Ct));
        Assert.False(await drafts.SaveAsync(scene.Engineer with { Session = new string('0', 64) }, place, "words", Ct));
        Assert.False(await drafts.SaveAsync(scene.Engineer, place, new string('x', TextDraft.MaxText + 1), Ct));
        Assert.True(await drafts.SaveAsync(scene.Engineer, place, "words", Ct));
        Assert.True(await drafts.SaveAsync(scene.Engineer, place, " ", Ct));
        Assert.Null(await drafts.ReadAsync(scene.Engineer, place, Ct));
    }

    [Fact]
    public async Task Drafts_OfOnePerson_AreBounded_AndEndAfterAMonth()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var drafts = scene.Get<WritingDrafts>();
        for (var n = 0; n <= TextDraft.MaxOfOne; n++)
        {
            Assert.True(await drafts.SaveAsync(scene.Engineer, $"comment/APR-{n:D4}", "words", Ct));
            scene.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(await drafts.ReadAsync(scene.Engineer, "comment/APR-0000", Ct));
        Assert.NotNull(await drafts.ReadAsync(scene.Engineer, "comment/APR-0001", Ct));

        scene.Clock.Advance(TextDraft.KeptFor - TimeSpan.FromSeconds(1));
        await scene.Get<ExpiryJob>().RunAsync(Ct);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("comment/APR-0100", (await db.TextDrafts.AsNoTracking().SingleAsync(Ct)).Place);
    }
}
