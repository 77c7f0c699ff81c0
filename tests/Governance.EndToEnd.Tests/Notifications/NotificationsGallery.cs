using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Notifications;

internal sealed class NotificationsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("channels", "/admin/channels", "/admin/channels") { Viewer = Administrator },
        new("add-channel", "/admin/channels", "/admin/channels")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Add channel"),
        },
        new("notifications", "/notifications", "/notifications?state=all") { Viewer = Legal },
        new("how-i-am-told", "/account/notifications", "/account/notifications") { Viewer = Legal },
    ];
}
