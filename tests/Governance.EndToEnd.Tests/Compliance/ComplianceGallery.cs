using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Compliance;

internal sealed class ComplianceGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("systems", "/compliance/systems", "/compliance/systems") { Viewer = Officer },
        new("system", "/compliance/systems/{Id}", "/compliance/systems/SYS-0001") { Viewer = Officer },
        new("system-obligations", "/compliance/systems/{Id}", "/compliance/systems/SYS-0001?tab=obligations") { Viewer = Officer },
        new("system-records", "/compliance/systems/{Id}", "/compliance/systems/SYS-0001?tab=records") { Viewer = Officer },
        new("classify-question", "/compliance/systems/{Id}/classify", "/compliance/systems/SYS-0004/classify") { Viewer = Officer },
        new("classification", "/compliance/systems/{Id}/classify", "/compliance/systems/SYS-0001/classify?law=2024-08-01")
        {
            Viewer = Auditor,
        },
        new("obligations", "/compliance/obligations", "/compliance/obligations?obligation=OBL-5&of=SYS-0001") { Viewer = Officer },
    ];
}
