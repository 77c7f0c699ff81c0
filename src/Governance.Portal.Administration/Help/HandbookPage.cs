namespace Governance.Portal.Administration.Help;

/// <summary>A page of the documentation.</summary>
/// <param name="Path">Its place: "guides/auditor".</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Html">What follows it. It is made of the repository's own files, and no raw HTML of theirs is passed on.</param>
/// <param name="Sections">Its parts, each from a heading to the next.</param>
public sealed record HandbookPage(string Path, string Title, string Html, IReadOnlyList<HandbookSection> Sections);

/// <summary>A part of a page, for the search and the list of contents.</summary>
/// <param name="Anchor">Id of its heading; empty for what stands before the first one.</param>
/// <param name="Heading">The heading.</param>
/// <param name="Level">Its level; 2 is the largest below the title.</param>
/// <param name="Text">What it says, without markup.</param>
public sealed record HandbookSection(string Anchor, string Heading, int Level, string Text);
