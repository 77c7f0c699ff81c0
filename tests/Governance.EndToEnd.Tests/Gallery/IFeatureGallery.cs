namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>The pages of a feature that are looked at in a browser: stated in the folder of its tests, where they are found.</summary>
internal interface IFeatureGallery
{
    /// <summary>Every page once at least, and the states of it that are worth a picture.</summary>
    IEnumerable<GalleryPage> Pages { get; }
}
