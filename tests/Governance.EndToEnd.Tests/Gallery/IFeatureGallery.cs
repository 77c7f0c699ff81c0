namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>The pages of a feature that are looked at in a browser: stated in the folder of its tests, where they are found.</summary>
internal interface IFeatureGallery
{
    /// <summary>The part that they are looked at with.</summary>
    GalleryPart Part => GalleryPart.Decisions;

    /// <summary>Every page once at least, and the states of it that are worth a picture.</summary>
    IEnumerable<GalleryPage> Pages { get; }
}

/// <summary>Parts of the gallery, each looked at beside the others.</summary>
internal enum GalleryPart
{
    /// <summary>Pages of people who decide, and whatever has no other part.</summary>
    Decisions,

    /// <summary>Models and how they run.</summary>
    Models,

    /// <summary>What proves: the log and the law.</summary>
    Proof,
}
