using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Account;

internal sealed class AccountGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("sign-in", "/signin", "/signin") { Viewer = null, IsStatic = true },
        new("verify", "/signin/verify", "/signin/verify") { Viewer = null, IsStatic = true },
        new("sign-in-problem", "/signin/problem", "/signin/problem?code=provider.no-role") { Viewer = null, IsStatic = true },
        new("confirmed", "/signin/confirmed", "/signin/confirmed") { IsStatic = true },
        new("set-password", "/set-password", "/set-password?token=none") { Viewer = null, IsStatic = true },
        new("account", "/account", "/account"),
        new("security", "/account/security", "/account/security"),
        new("set-up-codes", "/account/security", "/account/security")
        {
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Set up codes"),
        },
    ];
}
