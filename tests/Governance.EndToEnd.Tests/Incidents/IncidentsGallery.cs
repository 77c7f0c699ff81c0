using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Incidents;

internal sealed class IncidentsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("incidents", "/incidents", "/incidents?state=all") { Viewer = Legal },
        new("incident", "/incidents/{Id}", "/incidents/INC-0003") { Viewer = Legal },
        new("incident-closed", "/incidents/{Id}", "/incidents/INC-0002?timeline=all") { Viewer = Auditor },
        new("playbooks", "/playbooks", "/playbooks") { Viewer = Risk },
        new("playbook", "/playbooks/{Id}", "/playbooks/security") { Viewer = Risk },
        new("playbook-new", "/playbooks/new", "/playbooks/new") { Viewer = Risk },
        new("incident-report", "/incidents/{Id}/report", "/incidents/INC-0003/report?point=SR-4") { Viewer = Legal },
        new("declare-incident", "/incidents", "/incidents")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Declare incident"),
        },
        new("classify-incident", "/incidents/{Id}", "/incidents/INC-0003")
        {
            Viewer = Legal,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Change class"),
        },
    ];
}
