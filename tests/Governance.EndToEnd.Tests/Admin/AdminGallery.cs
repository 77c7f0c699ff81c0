using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Admin;

internal sealed class AdminGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("users", "/admin/users", "/admin/users") { Viewer = Administrator },
        new("confirm-access", "/confirm-access", "/confirm-access") { Viewer = Administrator },
        new("role-limits", "/admin/users", "/admin/users")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = LimitRoleAsync,
        },
        new("invite-user", "/admin/users", "/admin/users")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Invite user"),
        },
        new("roles", "/admin/roles", "/admin/roles") { Viewer = Administrator },
        new("sign-on", "/admin/sign-on", "/admin/sign-on") { Viewer = Administrator },
        new("health", "/admin/health", "/admin/health") { Viewer = Administrator, IsStatic = true },
        new("keys", "/admin/keys", "/admin/keys") { Viewer = Administrator },
        new("create-key", "/admin/keys", "/admin/keys")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Create key"),
        },
        new("help", "/help", "/help") { IsStatic = true },
        new("help-search", "/help", "/help?q=drift") { IsStatic = true, WholePage = false },
        new("glossary", "/glossary", "/glossary") { IsStatic = true },
        new("all-pages", "/pages", "/pages"),
        new("docs", "/docs", "/docs") { IsStatic = true, WholePage = false },
        new("docs-page", "/docs/{*Path}", "/docs/monitoring") { IsStatic = true, WholePage = false },
        new("developers", "/developers/{Kind}", "/developers/gitlab-ci"),
        new("developers-first", "/developers", "/developers") { Viewer = Administrator },
        new("user-access", "/admin/users", "/admin/users")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Access for Claire Fontaine"),
        },
        new("access-review", "/admin/access-review", "/admin/access-review") { Viewer = Administrator },
    ];

    private static async Task LimitRoleAsync(Person person)
    {
        await OpenDialogAsync(person, "Change roles of Claire Fontaine");
        await person
            .Page.GetByRole(AriaRole.Group, new() { Name = T["{0}: scope", T.Word("Legal approver")], Exact = true })
            .GetByRole(AriaRole.Radio, new() { Name = T["Certain AI systems or business units"], Exact = true })
            .CheckAsync();
        await Expect(person.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("Retail credit scoring") })).ToBeVisibleAsync();
    }
}
