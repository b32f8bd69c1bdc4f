/** Version of `@busbar/client`, as its package.json has it (there is a test). Written out: a bundle has no package.json. */
export const CLIENT_VERSION = '0.1.0';
